"use strict";
// A meeting followed while it runs: what others write is there within three seconds, by one question that is
// answered « nothing new » most of the time. Without this file one reloads the page.
for (const part of document.querySelectorAll("[data-live]")) {
  let mark = "";
  setInterval(async () => {
    if (document.hidden || !navigator.onLine) return;
    const headers = mark ? { "If-None-Match": mark } : {};
    const answer = await fetch(part.dataset.live, { headers, cache: "no-store" }).catch(() => undefined);
    if (answer?.status !== 200 || answer.redirected) return;
    mark = answer.headers.get("ETag") ?? "";
    part.innerHTML = await answer.text();
  }, 2500);
}

// The clock of the point under way.
const since = document.querySelector("[data-since]");
if (since) {
  const planned = Number(since.dataset.plannedMinutes);
  setInterval(() => {
    const spent = Math.max(0, Math.floor((Date.now() - new Date(since.dataset.since)) / 60_000));
    since.textContent = `${spent}\u00a0min${planned ? ` sur ${planned}\u00a0min prévues` : ""}`;
    since.classList.toggle("text-late", planned > 0 && spent > planned);
  }, 15_000);
}
