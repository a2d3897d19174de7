// A Hocuspocus server that keeps nothing: it hands each update on to all who have the document open.
import { Server } from "@hocuspocus/server";

const server = new Server({ port: Number(process.argv[2]), address: "127.0.0.1", quiet: true });
await server.listen();
console.log("listening");
