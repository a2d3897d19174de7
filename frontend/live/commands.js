// What the keyboard and the toolbar do to blocks.
import { baseKeymap, chainCommands, splitBlockAs, toggleMark } from "prosemirror-commands";
import { Plugin, TextSelection } from "prosemirror-state";
import { ySyncPluginKey, redo, undo } from "y-prosemirror";

import { LISTS, MOST_DEPTH, newId, schema } from "./schema.js";

const selected = (state) => {
  const found = [];
  state.doc.nodesBetween(state.selection.from, state.selection.to, (node, place) => {
    if (node.type === schema.nodes.block) found.push([node, place]);
    return false;
  });
  return found;
};

const changed = (state, dispatch, change) => {
  const blocks = selected(state).map(([node, place]) => [node, place, { ...node.attrs, ...change(node) }]);
  const differs = blocks.filter(([node, , attrs]) => attrs.kind !== node.attrs.kind || attrs.depth !== node.attrs.depth);
  if (!differs.length) return false;
  if (dispatch) {
    const tr = state.tr;
    for (const [, place, attrs] of differs) tr.setNodeMarkup(place, null, attrs);
    dispatch(tr.scrollIntoView());
  }
  return true;
};

export const kindOf = (state) => {
  const kinds = new Set(selected(state).map(([node]) => node.attrs.kind));
  return kinds.size === 1 ? [...kinds][0] : null;
};

export const setKind = (kind) => (state, dispatch) =>
  changed(state, dispatch, (node) => ({ kind, depth: LISTS.includes(kind) ? node.attrs.depth : 0 }));

export const deepen = (by) => (state, dispatch) =>
  changed(state, dispatch, (node) =>
    LISTS.includes(node.attrs.kind) ? { depth: Math.max(0, Math.min(MOST_DEPTH, node.attrs.depth + by)) } : {},
  );

const split = splitBlockAs((node, atEnd) => {
  const goesOn = LISTS.includes(node.attrs.kind) || !atEnd;
  const kind = goesOn ? node.attrs.kind : "paragraph";
  return { type: schema.nodes.block, attrs: { id: newId(), kind, depth: goesOn ? node.attrs.depth : 0 } };
});

// Enter in an empty item, quotation or heading ends it; Backspace at its beginning makes it a paragraph.
const leave = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const block = $from.parent;
  if (!empty || block.content.size || block.attrs.kind === "paragraph") return false;
  return deepen(-1)(state, dispatch) || setKind("paragraph")(state, dispatch);
};

const plain = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset || $from.parent.attrs.kind === "paragraph") return false;
  return deepen(-1)(state, dispatch) || setKind("paragraph")(state, dispatch);
};

const newLine = (state, dispatch) => {
  if (dispatch) dispatch(state.tr.insertText("\n").scrollIntoView());
  return true;
};

// A table is its rows, a line each: Enter begins the next row, and leaves the table after an empty one.
const newRow = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if ($from.parent.attrs.kind !== "table") return false;
  const before = $from.parent.textBetween(0, $from.parentOffset);
  if (!empty || !before.endsWith("\n") || $from.parentOffset < $from.parent.content.size) return newLine(state, dispatch);
  if (dispatch) {
    const tr = state.tr.delete($from.pos - 1, $from.pos);
    const after = tr.mapping.map($from.after());
    tr.insert(after, schema.nodes.block.create({ id: newId() }));
    dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView());
  }
  return true;
};

// Tab goes on to the next control of the page, as everywhere: depth has keys of its own.
export const keys = {
  ...baseKeymap,
  Enter: chainCommands(leave, newRow, split),
  "Shift-Enter": newLine,
  Backspace: chainCommands(plain, baseKeymap.Backspace),
  "Mod-b": toggleMark(schema.marks.bold),
  "Mod-i": toggleMark(schema.marks.italic),
  "Mod-z": undo,
  "Mod-y": redo,
  "Shift-Mod-z": redo,
  "Mod-]": deepen(1),
  "Mod-[": deepen(-1),
};

// Every block has an id of its own, given by the window that made it.
export const identify = new Plugin({
  appendTransaction: (transactions, before, state) => {
    if (!transactions.some((tr) => tr.docChanged)) return null;
    if (transactions.some((tr) => tr.getMeta(ySyncPluginKey)?.isChangeOrigin)) return null;
    const taken = new Set();
    const tr = state.tr;
    state.doc.forEach((node, place) => {
      const id = node.attrs.id && !taken.has(node.attrs.id) ? node.attrs.id : newId();
      taken.add(id);
      if (id !== node.attrs.id) tr.setNodeMarkup(place, null, { ...node.attrs, id });
    });
    return tr.docChanged ? tr : null;
  },
});
