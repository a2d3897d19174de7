// What somebody has changed of a text that they edit for themselves, drawn against the text as it was.
import { Plugin, PluginKey } from "prosemirror-state";
import { DecorationSet } from "prosemirror-view";

import { differences } from "./pieces.js";
import { redraw } from "./sheet.js";
import { KINDS, cut, cutBlock, label, over, whole } from "./signs.js";

const key = new PluginKey("difference");

// `base()` gives the text as it was: a ProseMirror document, or null where nothing was changed yet.
export const differencePlugin = (base) =>
  new Plugin({
    key,
    state: {
      init: () => ({ count: 0, drawn: DecorationSet.empty }),
      apply: (tr, held, _, state) => (tr.docChanged || tr.getMeta(key) ? compare(base(), state.doc) : held),
    },
    props: { decorations: (state) => key.getState(state).drawn },
  });

export const compareAgain = (view) => redraw(view, key, true);

// In how many places it differs.
export const countOf = (state) => key.getState(state).count;

const compare = (base, doc) => {
  const was = new Map();
  base?.forEach((node) => was.has(node.attrs.id) || was.set(node.attrs.id, node));
  const ends = new Map();
  const signs = [];
  let count = 0;
  doc.forEach((node, place) => {
    const old = was.get(node.attrs.id);
    const end = place + node.nodeSize;
    if (old && !ends.has(node.attrs.id)) {
      ends.set(node.attrs.id, end);
      count += changesOf(old, node, place, signs);
    } else if (base && node.textContent.trim()) {
      signs.push(whole(place, end, "app-put app-put--own"), label(end - 1, "Added", 3));
      count += 1;
    }
  });
  let behind = 0;
  for (const [id, node] of was) {
    behind = ends.get(id) ?? behind;
    if (ends.has(id) || !node.textContent.trim()) continue;
    signs.push(cutBlock(behind, node.textContent));
    count += 1;
  }
  return { count, drawn: DecorationSet.create(doc, signs) };
};

const changesOf = (old, node, place, signs) => {
  let count = 0;
  if (old.attrs.kind !== node.attrs.kind || old.attrs.depth !== node.attrs.depth) {
    signs.push(whole(place, place + node.nodeSize, "app-retyped"), label(place + node.nodeSize - 1, said(old, node), 3));
    count += 1;
  }
  let at = place + 1;
  for (const [before, after] of differences(old.textContent, node.textContent)) {
    if (before !== after) {
      if (before) signs.push(cut(at, before));
      if (after) signs.push(over(at, at + after.length, "app-put app-put--own"));
      count += 1;
    }
    at += after.length;
  }
  if (!count && !old.content.eq(node.content)) {
    signs.push(label(place + node.nodeSize - 1, "Other formatting", 3));
    count += 1;
  }
  return count;
};

const said = (old, node) =>
  old.attrs.kind === node.attrs.kind ? "Other depth" : `Was a ${KINDS[old.attrs.kind] || "paragraph"}`;
