// The same editors and readers for both servers, in one process: how long from a key until the other windows hold it.
// Reads its task from standard input as JSON, writes the waits in milliseconds as JSON.
import http from "node:http";
import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import WebSocket from "ws";
import * as Y from "yjs";

const task = JSON.parse(await new Promise((done) => {
  let read = "";
  process.stdin.on("data", (piece) => (read += piece));
  process.stdin.on("end", () => done(read));
}));
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const agent = new http.Agent({ keepAlive: true, maxSockets: 1000 });
const sent = new Map(); // "client:clock" -> when the key was pressed
const waits = [];
let isMeasuring = false;

const noting = (doc) =>
  doc.on("afterTransaction", (transaction) => {
    const now = performance.now();
    for (const [client, ends] of transaction.afterState) {
      if (client === doc.clientID) continue;
      for (let clock = transaction.beforeState.get(client) || 0; clock < ends; clock += 1) {
        const began = sent.get(`${client}:${clock}`);
        if (began !== undefined && isMeasuring) waits.push(now - began);
      }
    }
  });

const ask = (path, headers, body, onPiece) =>
  new Promise((done, failed) => {
    const options = { host: "127.0.0.1", port: task.port, path, headers, method: body === undefined ? "GET" : "POST", agent };
    const request = http.request(options, (answer) => {
      let words = "";
      answer.setEncoding("utf8");
      answer.on("data", (piece) => (onPiece ? onPiece(piece) : (words += piece)));
      answer.on("end", () => done({ status: answer.statusCode, words }));
      if (onPiece) done({ status: answer.statusCode });
    });
    request.on("error", failed);
    request.end(body);
  });

const ofCollab = async (person) => {
  const doc = new Y.Doc();
  const headers = { Cookie: person.cookie };
  const posted = { ...headers, "X-CSRFToken": person.token, "Content-Type": "application/octet-stream" };
  const opened = await ask(`${task.address}/live`, { ...posted, "Content-Length": 0 }, "");
  if (opened.status !== 200) throw new Error(`opening answered ${opened.status}`);
  const { state, sequence } = JSON.parse(opened.words);
  Y.applyUpdate(doc, Buffer.from(state, "base64"), "server");
  let rest = "";
  const answer = await ask(`${task.address}/stream?after=${sequence}`, headers, undefined, (piece) => {
    const events = (rest + piece).split("\n\n");
    rest = events.pop();
    for (const event of events)
      if (event.startsWith("event: update")) Y.applyUpdate(doc, Buffer.from(event.split("data: ")[1], "base64"), "server");
  });
  if (answer.status !== 200) throw new Error(`a stream answered ${answer.status}`);
  let waiting = [];
  let isSending = false;
  const send = async () => {
    if (isSending) return;
    isSending = true;
    while (waiting.length) {
      const update = Y.mergeUpdates(waiting);
      waiting = [];
      const key = Math.random().toString(16).slice(2).padEnd(16, "0");
      const said = await ask(`${task.address}/updates`, { ...posted, "Idempotency-Key": key }, update);
      if (said.status !== 200) throw new Error(`an update answered ${said.status}: ${said.words}`);
    }
    isSending = false;
  };
  doc.on("update", (update, origin) => origin !== "server" && (waiting.push(update), send()));
  return doc;
};

const ofHocuspocus = async () => {
  const websocketProvider = new HocuspocusProviderWebsocket({ url: `ws://127.0.0.1:${task.port}`, WebSocketPolyfill: WebSocket });
  const document = new Y.Doc();
  await new Promise((onSynced) => {
    const provider = new HocuspocusProvider({ websocketProvider, name: "text", document, onSynced, awareness: null });
    provider.attach?.();
  });
  return document;
};

const typeIn = (doc) => {
  const root = doc.getXmlFragment("text");
  if (!root.length) {
    const block = new Y.XmlElement("block");
    block.insert(0, [new Y.XmlText("x")]);
    root.insert(0, [block]);
  }
  const text = root.get(0).get(0);
  sent.set(`${doc.clientID}:${Y.getState(doc.store, doc.clientID)}`, performance.now());
  text.insert(0, "k");
};

const open = task.kind === "collab" ? ofCollab : ofHocuspocus;
const docs = [];
for (let number = 0; number < task.editors + task.readers; number += 10) {
  const ten = Array.from({ length: 10 }, (_, place) => open(task.people[(number + place) % task.people.length]));
  for (const doc of await Promise.all(ten)) {
    noting(doc);
    docs.push(doc);
  }
}
typeIn(docs[0]);
await pause(1000);
const editors = docs.slice(0, task.editors);
const ends = performance.now() + (task.seconds + 2) * 1000;
let began;
setTimeout(() => {
  isMeasuring = true;
  began = Date.now() / 1000;
}, 2000);
await Promise.all(
  editors.map(async (doc) => {
    await pause(Math.random() * task.every);
    while (performance.now() < ends) {
      typeIn(doc);
      await pause(task.every);
    }
  }),
);
isMeasuring = false;
const ended = Date.now() / 1000;
await pause(1000);
waits.sort((a, b) => a - b);
const at = (part) => waits[Math.min(waits.length - 1, Math.floor(waits.length * part))];
console.log(JSON.stringify({ count: waits.length, p50: at(0.5), p95: at(0.95), keys: sent.size, began, ended }));
process.exit(0);
