// Pairing: shows a code until somebody has entered it for a screen, and returns the screen and its key.

import { postJson } from "./api.js";

const PAUSE = 10 * 1000;

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const showOnly = (section) => {
  for (const other of document.querySelectorAll(".pairing, .trouble")) other.hidden = other !== section;
};

export const showTrouble = (name) => showOnly(document.querySelector(`[data-trouble="${name}"]`));

const showCode = (code) => {
  const section = document.querySelector(".pairing");
  section.querySelector(".code").textContent = `${code.slice(0, 3)} ${code.slice(3)}`;
  showOnly(section);
};

const begin = async (address) => {
  for (;;)
    try {
      return await (await postJson(address, {})).json();
    } catch {
      showTrouble("network");
      await wait(PAUSE);
    }
};

// Null when the code has ended.
const askForKey = async (address, begun) => {
  for (;;) {
    await wait(begun.ask_again_after_seconds * 1000);
    try {
      const answer = await postJson(address, { secret: begun.secret });
      showCode(begun.code);
      if (answer.status === 200) return await answer.json();
    } catch (error) {
      if (error.status === 404) return null;
      showTrouble("network");
    }
  }
};

export const pair = async ({ codes, key }) => {
  for (;;) {
    const begun = await begin(codes);
    showCode(begun.code);
    const paired = await askForKey(key, begun);
    if (paired) {
      showOnly(null);
      return paired;
    }
  }
};
