// Real buttons with names and states; one of them is in the tab order, arrow keys go to the others.
import { toggleMark } from "prosemirror-commands";
import { Plugin } from "prosemirror-state";
import { redo, undo } from "y-prosemirror";

import { deepen, kindOf, setKind } from "./commands.js";
import { safeHref, schema } from "./schema.js";

const holds = (state, type) => {
  const { from, to, empty, $from } = state.selection;
  if (empty) return Boolean(type.isInSet(state.storedMarks || $from.marks()));
  return state.doc.rangeHasMark(from, to, type);
};
const kind = (name, value) => ({ name, command: setKind(value), isPressed: (state) => kindOf(state) === value });
const mark = (name, type, key) => ({ name, command: toggleMark(type), isPressed: (state) => holds(state, type), key });

// A mark that says something: the tool asks for it below the toolbar, and takes it away when it is left empty.
const asked = (name, type, attribute, label, clean) => ({
  name,
  isPressed: (state) => holds(state, type),
  ask: { label, attribute, clean, type },
});

const TOOLS = () => [
  kind("Paragraph", "paragraph"),
  kind("Heading", "heading_2"),
  kind("Smaller heading", "heading_3"),
  kind("Bullet", "bullet"),
  kind("Number", "numbered"),
  kind("Quotation", "quotation"),
  kind("Table", "table"),
  mark("Bold", schema.marks.bold, "Control+B"),
  mark("Italic", schema.marks.italic, "Control+I"),
  asked("Link", schema.marks.link, "href", "Address of the page, beginning with https://", safeHref),
  asked("Footnote", schema.marks.footnote, "note", "What the footnote says", (said) => said.trim()),
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
  const question = new Question(element);
  return {
    element,
    attach: (attached) => {
      view = attached;
      for (const tool of tools) {
        tool.button.addEventListener("mousedown", (event) => event.preventDefault());
        tool.button.addEventListener("click", (event) => {
          if (tool.ask) return question.put(view, tool);
          tool.command(view.state, view.dispatch, view);
          if (event.detail) view.focus();
        });
      }
      show(tools, view.state);
    },
    show: (state) => show(tools, state),
  };
};

// Above both editors: whether one suggests, and a comment on what is selected.
export const modeBar = ({ onSuggest, onComment }) => {
  const element = document.createElement("div");
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", "Suggest and comment");
  element.className = "app-tools";
  const suggest = button({ name: "Suggesting", isPressed: true });
  const comment = button({ name: "Comment on the selected words", key: "Control+Alt+M" });
  for (const [one, act] of [[suggest, onSuggest], [comment, onComment]]) {
    one.tabIndex = 0;
    one.addEventListener("mousedown", (event) => event.preventDefault());
    one.addEventListener("click", () => act());
  }
  element.append(suggest, comment);
  return {
    element,
    press: (isPressed) => suggest.setAttribute("aria-pressed", String(isPressed)),
    // Who may only suggest does nothing else.
    show: (may) => {
      element.hidden = may === "stopped" || may === "read";
      suggest.hidden = may === "suggest";
    },
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

// The marked words around the cursor, or the selection.
const reach = (state, type) => {
  const { from, to, empty, $from } = state.selection;
  if (!empty) return [from, to];
  const start = $from.start();
  let found = null;
  $from.parent.forEach((node, offset) => {
    const ends = offset + node.nodeSize;
    if (type.isInSet(node.marks) && offset <= $from.parentOffset && $from.parentOffset <= ends)
      found = [start + offset, start + ends];
  });
  return found;
};

const valueIn = (state, [from, to], { type, attribute }) => {
  let value = "";
  state.doc.nodesBetween(from, to, (node) => {
    value ||= type.isInSet(node.marks)?.attrs[attribute] || "";
  });
  return value;
};

let questions = 0;

class Question {
  constructor(bar) {
    const id = `asked-${(questions += 1)}`;
    this.problemId = `${id}-error`;
    this.form = document.createElement("form");
    this.form.className = "app-tools__ask";
    this.form.hidden = true;
    this.form.innerHTML =
      `<label class="govuk-label" for="${id}"></label><p class="govuk-error-message" id="${id}-error" hidden></p>` +
      `<input class="govuk-input" id="${id}" autocomplete="off"><span class="app-tools__answers">` +
      '<button class="app-tools__button">Put in</button>' +
      '<button class="app-tools__button" type="button" data-cancel>Cancel</button></span>';
    this.input = this.form.querySelector("input");
    this.problem = this.form.querySelector("p");
    bar.after(this.form);
    this.bar = bar;
    this.form.addEventListener("submit", (event) => this.answer(event));
    this.form.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.form.querySelector("[data-cancel]").addEventListener("click", () => this.close());
  }

  put(view, { ask, name, button }) {
    this.bar.after(this.form);
    Object.assign(this, { view, ask, button, range: reach(view.state, ask.type) });
    this.say(this.range ? "" : `Select the words that the ${name.toLowerCase()} hangs on first`);
    this.form.querySelector("label").textContent = `${ask.label}. Leave it empty to take it away`;
    this.input.value = this.range ? valueIn(view.state, this.range, ask) : "";
    this.form.hidden = false;
    this.input.focus();
  }

  say(problem) {
    this.problem.textContent = problem;
    this.problem.hidden = !problem;
    if (problem) this.input.setAttribute("aria-describedby", this.problemId);
    else this.input.removeAttribute("aria-describedby");
  }

  answer(event) {
    event.preventDefault();
    if (!this.range) return;
    const { type, attribute, clean } = this.ask;
    const said = clean(this.input.value);
    if (this.input.value.trim() && !said) return this.say("Enter an address that begins with https://, mailto: or tel:");
    const tr = this.view.state.tr.removeMark(...this.range, type);
    if (said) tr.addMark(...this.range, type.create({ [attribute]: said }));
    this.view.dispatch(tr);
    this.close();
  }

  close() {
    this.form.hidden = true;
    this.view.focus();
  }
}
