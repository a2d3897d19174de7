// One editor on one document, with the toolbar that works in it.
import { keymap } from "prosemirror-keymap";
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { yCursorPluginKey, ySyncPlugin, yUndoPlugin } from "y-prosemirror";

import { identify, keys } from "./commands.js";
import { LARGEST } from "./connection.js";
import { schema } from "./schema.js";
import { toolbar, toolbarPlugin } from "./toolbar.js";

const TOO_MUCH = "That is too much to paste at once. Paste it in parts, or edit without live editing.";

// A browser moves the caret first and tells of it later. What comes from elsewhere in between would set the caret back
// to where the editor last knew it, so the editor looks where it is before anything from elsewhere is shown.
export const catchUp = ({ domObserver }) => {
  domObserver.forceFlush();
  domObserver.flush();
};

// Shows something anew that is no part of the text.
export const redraw = (view, key, value) => {
  catchUp(view);
  view.dispatch(view.state.tr.setMeta(key, value).setMeta("addToHistory", false));
};

export class Sheet {
  // `named` is the id of what names the text; `plugins` come between the text and its keys, and `more` are more keys.
  constructor(doc, { named, says, plugins = [], more = {}, onState }) {
    this.tools = toolbar();
    this.element = document.createElement("div");
    const place = document.createElement("div");
    place.className = "app-live__text";
    this.element.append(this.tools.element, place);
    this.isOpen = false;
    this.view = new EditorView(place, {
      state: EditorState.create({
        schema,
        plugins: [
          ySyncPlugin(doc.getXmlFragment("text")),
          ...plugins,
          yUndoPlugin(),
          identify,
          keymap({ ...keys, ...more }),
          toolbarPlugin(this.tools),
        ],
      }),
      dispatchTransaction(transaction) {
        const cursors = transaction.getMeta(yCursorPluginKey);
        if (cursors && !transaction.docChanged) {
          catchUp(this);
          transaction = this.state.tr.setMeta(yCursorPluginKey, cursors);
        }
        this.updateState(this.state.apply(transaction));
        onState?.(this.state);
      },
      editable: () => this.isOpen,
      attributes: () => ({
        class: "app-editor",
        role: "textbox",
        tabindex: "0",
        "aria-multiline": "true",
        "aria-labelledby": named,
        "aria-readonly": String(!this.isOpen),
      }),
      handlePaste: (_, event) => {
        const held = event.clipboardData;
        const size = (held?.getData("text/html") || held?.getData("text/plain") || "").length;
        if (size < LARGEST / 2) return false;
        says(TOO_MUCH);
        return true;
      },
    });
    this.tools.attach(this.view);
    this.open(false);
  }

  // Whether it can be typed in; one that cannot has no tools.
  open(isOpen) {
    this.isOpen = isOpen;
    this.view.setProps({ editable: () => this.isOpen });
    this.tools.element.hidden = !isOpen;
  }

  // The block at the beginning of the selection, and the words of it that are selected, with the place of their first letter.
  get selected() {
    const { $from, to, empty } = this.view.state.selection;
    const all = $from.parent.textContent;
    const end = Math.min(to - $from.start(), all.length);
    const words = empty ? "" : all.slice($from.parentOffset, end);
    const start = $from.parentOffset + words.length - words.trimStart().length;
    return { block: $from.parent.attrs?.id || "", words: words.trim(), start };
  }

  remove() {
    this.view.destroy();
    this.element.remove();
  }
}
