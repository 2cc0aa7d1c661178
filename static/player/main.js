// Starts the player: the service worker first, then pairing if there is no key yet, then the screen.

import { Api } from "./api.js";
import { Clock } from "./clock.js";
import { useAsScreen } from "./device.js";
import { Face } from "./face.js";
import { Files } from "./files.js";
import { Memory } from "./memory.js";
import { pair, showTrouble } from "./pairing.js";
import { Player } from "./player.js";
import { Reporter } from "./reporter.js";
import { Stage } from "./stage.js";

const HOUR = 3600 * 1000;
const START_AGAIN = 30 * 1000;
const { dataset } = document.body;

// A file didn't arrive, or a new release came meanwhile: the page starts anew.
const tellOfFailure = (worker) => {
  worker?.addEventListener("statechange", () => {
    if (worker.state !== "redundant") return;
    showTrouble("network");
    setTimeout(() => location.reload(), START_AGAIN);
  });
};

// The page is used only under the service worker, which sends the kept files.
const startWorker = async () => {
  const { serviceWorker } = navigator;
  const registration = await serviceWorker.register(dataset.worker, { scope: "/play/", updateViaCache: "none" });
  setInterval(() => registration.update().catch(() => {}), HOUR);
  if (!serviceWorker.controller)
    await new Promise((resolve) => {
      serviceWorker.addEventListener("controllerchange", resolve, { once: true });
      if (serviceWorker.controller) resolve();
      tellOfFailure(registration.installing);
    });
  // A new release of the player.
  serviceWorker.addEventListener("controllerchange", () => location.reload());
};

const connect = async (memory, face) => {
  const known = await memory.get("connection");
  if (known) return known;
  face
    .renew(dataset.language)
    .then(() => face.showContact(true))
    .catch(() => {});
  const connection = await pair(dataset);
  await memory.set("connection", connection);
  return connection;
};

const play = async () => {
  const files = await Files.open();
  const memory = await Memory.open(() => files.dropLast());
  const face = new Face({ addresses: dataset.faces, memory });
  await face.restore();
  for (;;) {
    const { screen, token } = await connect(memory, face);
    const player = new Player({
      api: new Api({ base: `${dataset.screens}${screen.key}/`, token }),
      clock: new Clock(await memory.get("clock")),
      face,
      files,
      language: screen.language,
      memory,
      reporter: new Reporter(memory),
      stage: new Stage(document.querySelector(".stage")),
    });
    await player.run();
  }
};

const start = async () => {
  try {
    if (!window.isSecureContext) throw new Error("Files are kept only over https.");
    await startWorker();
    useAsScreen();
    // A second window of the same browser waits: two would report the same showing twice.
    await (navigator.locks ? navigator.locks.request("player", play) : play());
  } catch {
    showTrouble("browser");
  }
};

start();
