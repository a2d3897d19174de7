// Real buttons with names and states; one of them is in the tab order, arrow keys go to the others.
import { toggleMark } from "prosemirror-commands";
import { Plugin } from "prosemirror-state";
import { redo, undo } from "y-prosemirror";

import { deepen, kindOf, setKind } from "./commands.js";
import { schema } from "./schema.js";

const holds = (state, type) => {
  const { from, to, empty, $from } = state.selection;
  if (empty) return Boolean(type.isInSet(state.storedMarks || $from.marks()));
  return state.doc.rangeHasMark(from, to, type);
};
const kind = (name, value) => ({ name, command: setKind(value), isPressed: (state) => kindOf(state) === value });
const mark = (name, type, key) => ({ name, command: toggleMark(type), isPressed: (state) => holds(state, type), key });

const TOOLS = () => [
  kind("Paragraph", "paragraph"),
  kind("Heading", "heading_2"),
  kind("Smaller heading", "heading_3"),
  kind("Bullet", "bullet"),
  kind("Number", "numbered"),
  kind("Quotation", "quotation"),
  mark("Bold", schema.marks.bold, "Control+B"),
  mark("Italic", schema.marks.italic, "Control+I"),
  { name: "Deeper", command: deepen(1), key: "Control+]" },
  { name: "Less deep", command: deepen(-1), key: "Control+[" },
  { name: "Undo", command: undo, key: "Control+Z" },
  { name: "Redo", command: redo, key: "Control+Y" },
];

export const toolbar = () => {
  const element = document.createElement("div");
  element.setAttribute("role", "toolbar");
  element.setAttribute("aria-label", "Formatting");
  element.className = "app-tools";
  const tools = TOOLS().map((tool) => ({ ...tool, button: button(tool) }));
  element.append(...tools.map((tool) => tool.button));
  tools[0].button.tabIndex = 0;
  element.addEventListener("keydown", (event) => move(event, tools.map((tool) => tool.button)));
  let view;
  return {
    element,
    attach: (attached) => {
      view = attached;
      for (const tool of tools) {
        tool.button.addEventListener("mousedown", (event) => event.preventDefault());
        tool.button.addEventListener("click", (event) => {
          tool.command(view.state, view.dispatch, view);
          if (event.detail) view.focus();
        });
      }
      show(tools, view.state);
    },
    show: (state) => show(tools, state),
  };
};

const button = ({ name, isPressed, key }) => {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = name;
  made.tabIndex = -1;
  made.className = "app-tools__button";
  if (isPressed) made.setAttribute("aria-pressed", "false");
  if (key) made.setAttribute("aria-keyshortcuts", key);
  return made;
};

const show = (tools, state) => {
  for (const { button, isPressed } of tools) if (isPressed) button.setAttribute("aria-pressed", String(isPressed(state)));
};

const move = (event, buttons) => {
  const here = buttons.indexOf(document.activeElement);
  const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined || here < 0) return;
  event.preventDefault();
  const next = buttons[(to + buttons.length) % buttons.length];
  for (const one of buttons) one.tabIndex = one === next ? 0 : -1;
  next.focus();
};

export const toolbarPlugin = (tools) => new Plugin({ view: () => ({ update: (view) => tools.show(view.state) }) });
