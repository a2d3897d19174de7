// What is drawn into a text beside its words: by classes and labels, never by colour alone, and never a part of the text.
import { Decoration } from "prosemirror-view";

export const KINDS = {
  paragraph: "paragraph",
  heading_2: "heading",
  heading_3: "smaller heading",
  bullet: "bullet",
  numbered: "number",
  quotation: "quotation",
  table: "table",
};

// The style sheet draws the words, as it draws names at cursors; the list beside the text says them to screen readers.
const element = (tag, className, words) => {
  const made = document.createElement(tag);
  made.className = className;
  made.dataset.words = words;
  made.setAttribute("aria-hidden", "true");
  return made;
};

const widget = (place, tag, className, words, side) =>
  Decoration.widget(place, () => element(tag, className, words), {
    side,
    key: `${className}:${words}`,
    ignoreSelection: true,
    marks: [],
  });

export const label = (place, words, side = 1) => widget(place, "span", "app-sign", words, side);
export const put = (place, words, side = 1) => widget(place, "span", "app-put", words, side);
export const cut = (place, words, side = -1) => widget(place, "span", "app-cut app-cut--words", words, side);
export const putBlock = (place, words, side = 1) => widget(place, "div", "app-block app-put app-put--block", words, side);
export const cutBlock = (place, words, side = 1) =>
  widget(place, "div", "app-block app-cut app-cut--words app-put--block", words, side);
export const over = (from, to, className) => Decoration.inline(from, to, { class: className });
export const whole = (from, to, className) => Decoration.node(from, to, { class: className });
