// The editor of a section or a provision, on its own page only.
import { keymap } from "prosemirror-keymap";
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { yCursorPluginKey, ySyncPlugin, yUndoPlugin } from "y-prosemirror";
import * as Y from "yjs";

import { identify, keys } from "./commands.js";
import { Connection, LARGEST } from "./connection.js";
import { Presence } from "./presence.js";
import { schema } from "./schema.js";
import { Status } from "./status.js";
import { toolbar, toolbarPlugin } from "./toolbar.js";

// A browser moves the caret first and tells of it later. What comes from elsewhere in between would set the caret back
// to where the editor last knew it, so the editor looks where it is before anything from elsewhere is shown.
const catchUp = ({ domObserver }) => {
  domObserver.forceFlush();
  domObserver.flush();
};

const start = async (page) => {
  const part = (name) => page.querySelector(`[data-live=${name}]`);
  const status = new Status(part("status"), part("announcements"));
  const doc = new Y.Doc();
  let view;
  const connection = new Connection(page.dataset.address, page.dataset.token, doc, (state, words, code) => {
    status.hears(state, words, code);
    if (["closed", "open", "reading", "stopped"].includes(state)) {
      isOpen = state === "open";
      view?.setProps({ editable: () => isOpen });
      if (view) tools.element.hidden = !isOpen;
    }
  });
  const opened = await connection.open();
  let isOpen = opened.may === "write" && !opened.closed;
  const presence = new Presence(doc, connection, document.getElementById("people"), (words) => status.announce(words));
  const tools = toolbar();
  const place = part("text");
  place.replaceChildren();
  view = new EditorView(place, {
    state: EditorState.create({
      schema,
      plugins: [
        ySyncPlugin(doc.getXmlFragment("text")),
        presence.plugin(),
        yUndoPlugin(),
        identify,
        keymap(keys),
        toolbarPlugin(tools),
      ],
    }),
    dispatchTransaction(transaction) {
      const cursors = transaction.getMeta(yCursorPluginKey);
      if (cursors && !transaction.docChanged) {
        catchUp(this);
        transaction = this.state.tr.setMeta(yCursorPluginKey, cursors);
      }
      this.updateState(this.state.apply(transaction));
    },
    editable: () => isOpen,
    attributes: { class: "app-editor", role: "textbox", "aria-multiline": "true", "aria-labelledby": page.dataset.heading },
    handlePaste: (_, event) => {
      const size = (event.clipboardData?.getData("text/html") || event.clipboardData?.getData("text/plain") || "").length;
      if (size < LARGEST / 2) return false;
      status.warn("That is too much to paste at once. Paste it in parts, or edit without live editing.");
      return true;
    },
  });
  connection.beforeUpdate = () => catchUp(view);
  tools.element.hidden = !isOpen;
  part("tools").append(tools.element);
  tools.attach(view);
  status.opened(opened);
  page.dataset.state = "open";
};

const page = document.getElementById("live");
start(page).catch(() => {
  page.dataset.state = "failed";
  page.querySelector("[data-live=status]").textContent =
    "Live editing could not be opened. Edit without live editing by the link above, or open this page again.";
});
