// Progress of a running job: asks for its state every second and reloads the page when it has ended.
for (const box of document.querySelectorAll("[data-job]")) {
  const timer = setInterval(async () => {
    const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const job = await answer.json();
    box.querySelector("[data-job-label]").textContent = job.label;
    box.querySelector("[data-job-count]").textContent = `${job.done}/${job.total}`;
    const bar = box.querySelector("[data-job-bar]");
    bar.max = job.total || 1;
    bar.value = job.done;
    if (job.state === "done" || job.state === "failed") {
      clearInterval(timer);
      window.location.reload();
    }
  }, 1000);
}
