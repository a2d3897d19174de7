// Suggestions that wait and comments that are open, drawn in the text where their words stand.
import { Plugin, PluginKey } from "prosemirror-state";
import { DecorationSet } from "prosemirror-view";

import { redraw } from "./sheet.js";
import { KINDS, label, over, put, putBlock, whole } from "./signs.js";

const LONG = 24; // letters by which words are known again whatever stands around them
const LAST = /([\p{L}\p{N}_]+|[^\p{L}\p{N}_\s])\s*$/u;
const FIRST = /^\s*([\p{L}\p{N}_]+|[^\p{L}\p{N}_\s])/u;

const key = new PluginKey("marks");

export const marksPlugin = () =>
  new Plugin({
    key,
    state: {
      init: () => ({ marks: [], places: new Map(), drawn: DecorationSet.empty }),
      apply: (tr, held, _, state) => {
        const told = tr.getMeta(key);
        return told || tr.docChanged ? draw(state.doc, told || held.marks) : held;
      },
    },
    props: { decorations: (state) => key.getState(state).drawn },
  });

export const nameOf = ({ kind, number }) => `${kind === "comment" ? "comment" : "suggestion"}-${number}`;

export const setMarks = (view, marks) => redraw(view, key, marks);

// Whether the words of each are found: where one is not, only the server can say what became of it.
export const areAllFound = (state) => {
  const { marks, places } = key.getState(state);
  return marks.every((mark) => places.has(nameOf(mark)));
};

export const placeOf = (state, mark) => key.getState(state).places.get(nameOf(mark));

const draw = (doc, marks) => {
  const blocks = new Map();
  doc.forEach((node, place) => blocks.has(node.attrs.id) || blocks.set(node.attrs.id, { node, place }));
  const places = new Map();
  const signs = [];
  const kept = marks.map((mark) => {
    const found = locate(blocks, mark);
    if (!found) return mark;
    places.set(nameOf(mark), found);
    signs.push(...signsOf(mark, found));
    return { ...mark, start: found.start };
  });
  return { marks: kept, places, drawn: DecorationSet.create(doc, signs) };
};

const locate = (blocks, mark) => {
  if (!mark.block) return { from: 0, to: 0, start: 0, place: 0, end: 0 };
  const block = blocks.get(mark.block);
  if (!block) return null;
  const { node, place } = block;
  const isWhole = mark.kind === "added" || mark.kind === "kind";
  const start = isWhole ? 0 : startOf(node.textContent, mark);
  if (start === null) return null;
  const size = isWhole ? node.content.size : mark.quote.length;
  return { from: place + 1 + start, to: place + 1 + start + size, start, place, end: place + node.nodeSize };
};

// Where the words begin now: of several places the one closest to where they were, with something of what stood around.
const startOf = (text, { quote, before, behind, start }) => {
  if (!quote && !text) return before || behind ? null : 0;
  const last = before.match(LAST)?.[0];
  const first = behind.match(FIRST)?.[0];
  const isIt = (at) =>
    (quote.length >= LONG) ||
    (last && text.slice(0, at).endsWith(last)) ||
    (first && text.startsWith(first, at + quote.length)) ||
    (quote && quote.length === text.trim().length);
  let best = null;
  for (let at = quote ? text.indexOf(quote) : 0; at >= 0 && at <= text.length; at = quote ? text.indexOf(quote, at + 1) : at + 1)
    if (isIt(at) && (best === null || Math.abs(at - start) < Math.abs(best - start))) best = at;
  return best;
};

const signsOf = ({ kind, number, who, put: words }, { from, to, place, end }) => {
  const named = kind === "comment" ? `Comment ${number}, ${who}` : `Suggestion ${number}, ${who}`;
  // Those that end at one place stand one after the other, each with its own label.
  const side = 2 * number + 1;
  if (kind === "comment") return [over(from, to, "app-said"), label(to, named, side)];
  if (kind === "added") return [putBlock(end, `${words} [${named}]`, side)];
  if (kind === "kind") return [whole(place, end, "app-retyped"), label(to, `${named}: make it a ${KINDS[words]}`, side)];
  const signs = from < to ? [over(from, to, "app-cut")] : [];
  if (words) signs.push(put(to, words, side));
  return [...signs, label(to, named, side + 1)];
};
