// Sends a film in parts by the tus protocol (1.0.0), goes on after an interruption, and after the page was closed.
(() => {
  const form = document.getElementById("film-upload");
  if (!form) return;
  const [input, title, pause, bar, status] = ["file", "title", "pause", "progress", "status"].map((name) =>
    document.getElementById(`film-${name}`),
  );
  const part = Number(form.dataset.part);
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const fixed = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token };
  const LONGEST_WAIT = 30000;
  let isPaused = false;

  class Refused extends Error {}

  const say = (text) => {
    status.textContent = text;
  };
  const ask = (address, method, headers = {}, body = undefined) =>
    fetch(address, { method, headers: { ...fixed, ...headers }, body, credentials: "same-origin", redirect: "error" });
  const encode = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const nameOf = (file) => `film-upload:${file.name}:${file.size}:${file.lastModified}`;

  // The checksum of a part; only pages that came by HTTPS, or from this machine, can compute it.
  const checksum = async (data) => {
    if (!window.crypto?.subtle) return {};
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
    return { "Upload-Checksum": `sha256 ${btoa(String.fromCharCode(...digest))}` };
  };

  // The address of the upload: the one that was begun with this file, if the server still has it.
  const begin = async (file) => {
    const known = localStorage.getItem(nameOf(file));
    if (known && (await ask(known, "HEAD")).ok) return known;
    const metadata = `filename ${encode(file.name)},title ${encode(title.value)}`;
    const answer = await ask(form.dataset.address, "POST", {
      "Upload-Length": String(file.size),
      "Upload-Metadata": metadata,
    });
    if (answer.status !== 201) throw new Refused(await answer.text());
    const address = answer.headers.get("Location");
    localStorage.setItem(nameOf(file), address);
    return address;
  };

  const show = (offset, size) => {
    const percent = Math.floor((100 * offset) / size);
    bar.value = percent;
    say(`${form.dataset.sending} ${percent} %`);
  };

  const sendFrom = async (address, file, start) => {
    let offset = start;
    while (offset < file.size && !isPaused) {
      show(offset, file.size);
      const data = await file.slice(offset, offset + part).arrayBuffer();
      const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) };
      const answer = await ask(address, "PATCH", { ...headers, ...(await checksum(data)) }, data);
      if ([400, 403, 404, 413, 415].includes(answer.status)) throw new Refused(await answer.text());
      if (!answer.ok) throw new Error(String(answer.status));
      offset = Number(answer.headers.get("Upload-Offset"));
    }
    return offset;
  };

  const send = async (file) => {
    let pauseBefore = 1000;
    while (!isPaused) {
      try {
        const address = await begin(file);
        const arrived = Number((await ask(address, "HEAD")).headers.get("Upload-Offset"));
        pauseBefore = 1000;
        if ((await sendFrom(address, file, arrived)) === file.size) {
          localStorage.removeItem(nameOf(file));
          bar.value = 100;
          return say(form.dataset.arrived);
        }
      } catch (error) {
        if (error instanceof Refused) {
          localStorage.removeItem(nameOf(file));
          return say(`${form.dataset.refused} ${error.message}`);
        }
        say(form.dataset.waiting);
        await wait(pauseBefore);
        pauseBefore = Math.min(pauseBefore * 2, LONGEST_WAIT);
      }
    }
    return say(form.dataset.paused);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [file] = input.files;
    if (!file) return;
    isPaused = false;
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    pause.hidden = bar.hidden = false;
    await send(file);
    button.disabled = false;
    pause.hidden = true;
  });
  pause.addEventListener("click", () => {
    isPaused = true;
  });
})();
