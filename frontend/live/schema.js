// The flat text: blocks of one kind each, side by side. A nested schema would lose words where one person changes a
// block's kind while another types in it.
import { Schema } from "prosemirror-model";

export const LISTS = ["bullet", "numbered"];
export const MOST_DEPTH = 6;

export const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

const ELEMENTS = { heading_2: "h3", heading_3: "h4", quotation: "blockquote" };

const listed = (element, kind) => {
  let depth = -1;
  for (let up = element; up; up = up.parentElement) if (/^(UL|OL)$/.test(up.tagName)) depth += 1;
  return { kind, depth: Math.max(0, Math.min(depth, MOST_DEPTH)) };
};

const rule = (tag, kind) => ({ tag, attrs: { kind }, preserveWhitespace: false });

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    block: {
      content: "text*",
      attrs: { id: { default: null }, kind: { default: "paragraph" }, depth: { default: 0 } },
      whitespace: "pre",
      toDOM: (node) => [
        ELEMENTS[node.attrs.kind] || "p",
        { class: `app-block app-block--${node.attrs.kind} app-block--depth-${node.attrs.depth}` },
        0,
      ],
      parseDOM: [
        { tag: "ul > li", getAttrs: (element) => listed(element, "bullet"), preserveWhitespace: false },
        { tag: "ol > li", getAttrs: (element) => listed(element, "numbered"), preserveWhitespace: false },
        rule("h1", "heading_2"),
        rule("h2", "heading_2"),
        rule("h3", "heading_2"),
        rule("h4", "heading_3"),
        rule("h5", "heading_3"),
        rule("h6", "heading_3"),
        rule("blockquote", "quotation"),
        rule("p", "paragraph"),
      ],
    },
    text: {},
  },
  marks: {
    link: {
      attrs: { href: {} },
      inclusive: false,
      toDOM: (mark) => ["a", { href: mark.attrs.href, class: "govuk-link", rel: "noopener" }, 0],
      parseDOM: [{ tag: "a[href]", getAttrs: (element) => safe(element.getAttribute("href")) }],
    },
    footnote: {
      attrs: { note: {} },
      inclusive: false,
      toDOM: (mark) => ["span", { class: "app-note", title: `Footnote: ${mark.attrs.note}` }, 0],
    },
    bold: {
      toDOM: () => ["strong", 0],
      parseDOM: [{ tag: "strong" }, { tag: "b", getAttrs: (element) => element.style.fontWeight !== "normal" && null }],
    },
    italic: { toDOM: () => ["em", 0], parseDOM: [{ tag: "em" }, { tag: "i" }] },
  },
});

// The same schemes as the server's; it decides, this only says so sooner.
export const safeHref = (href) => (/^(https?:|mailto:|tel:)/i.test(href.trim()) ? href.trim() : "");
const safe = (href) => (safeHref(href || "") ? { href: safeHref(href) } : false);
