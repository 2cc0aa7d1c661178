// Service worker of the player. It keeps the player's own files, so that it starts without a network, and sends the
// schedule's files to the page from the storage in which the page keeps them (files.js).
// `self.SHELL`, which the server puts before this text, names the page and the files with their digests.

const { page, pageSource, pageDigest, files, version } = self.SHELL;
const SHELL_PREFIX = "player-shell-";
const SHELL = SHELL_PREFIX + version;
const FILES = "player-files";
const FILES_PATH = `${page}files/`;

const toHex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

const keep = async (cache, address, digest, source = address) => {
  const answer = await fetch(source, { cache: "no-cache" });
  const body = await answer.arrayBuffer();
  const found = toHex(await crypto.subtle.digest("SHA-256", body));
  if (!answer.ok || found !== digest) throw new Error(`${address} is not of this release.`);
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  await cache.put(address, new Response(body, { headers }));
};

const install = async () => {
  const cache = await caches.open(SHELL);
  try {
    const kept = Object.entries(files).map(([address, digest]) => keep(cache, address, digest));
    await Promise.all([...kept, keep(cache, page, pageDigest, pageSource)]);
  } catch (error) {
    // Without all of them it isn't installed: the release before stays.
    await caches.delete(SHELL);
    throw error;
  }
  await self.skipWaiting();
};

const activate = async () => {
  for (const name of await caches.keys())
    if (name.startsWith(SHELL_PREFIX) && name !== SHELL) await caches.delete(name);
  await self.clients.claim();
};

const sendShell = async (request, path) => (await (await caches.open(SHELL)).match(path)) || fetch(request);

const sendFile = async (request, path) => {
  const kept = await (await caches.open(FILES)).match(path);
  if (!kept) return new Response(null, { status: 404 });
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") || "");
  if (!range) return kept;
  const blob = await kept.blob();
  const first = Number(range[1]);
  const last = Math.min(range[2] ? Number(range[2]) : Infinity, blob.size - 1);
  if (first > last) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${blob.size}` } });
  return new Response(blob.slice(first, last + 1), {
    status: 206,
    headers: {
      "Content-Type": kept.headers.get("Content-Type"),
      "Content-Range": `bytes ${first}-${last}/${blob.size}`,
      "Accept-Ranges": "bytes",
    },
  });
};

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin || request.method !== "GET") return;
  if (pathname.startsWith(FILES_PATH)) event.respondWith(sendFile(request, pathname));
  else if (pathname === page || pathname in files) event.respondWith(sendShell(request, pathname));
});
