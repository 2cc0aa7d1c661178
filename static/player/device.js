// The device as a screen: it stays awake, and is full-screen from the first touch or key on.

const stayAwake = () => {
  // Refused while the page is hidden or the battery low; the device's own settings hold then.
  navigator.wakeLock?.request("screen").catch(() => {});
};

export const useAsScreen = () => {
  stayAwake();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") stayAwake();
  });
  const fill = () => {
    if (!document.fullscreenElement) document.documentElement.requestFullscreen?.().catch(() => {});
  };
  document.addEventListener("click", fill);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter") fill();
  });
  // Without it a browser deletes files when the disk gets full.
  navigator.storage?.persist?.().catch(() => {});
};
