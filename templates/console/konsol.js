// Refreshes the marked parts of a page, and copies its command. Without this
// script every page works all the same.
"use strict";

const EVERY_MS = 5000;

async function refresh() {
  if (document.hidden) return;
  const parts = [...document.querySelectorAll("[data-live][id]")];
  if (parts.length === 0) return;
  let text;
  try {
    const answer = await fetch(location.href, { headers: { "x-refresh": "1" }, redirect: "error" });
    if (!answer.ok) return;
    text = await answer.text();
  } catch {
    // The console is gone, or somebody has been signed out: the next click tells.
    return;
  }
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of parts) {
    const other = fresh.getElementById(part.id);
    const inUse = part.contains(document.activeElement) || part.querySelector("details[open]")
      || isSelected(part);
    if (!other || inUse || other.innerHTML === part.innerHTML) continue;
    part.replaceChildren(...other.childNodes);
    part.className = other.className;
  }
}

function isSelected(part) {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(part, true);
}

function addCopyButton(line) {
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = "Kopiera";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(line.querySelector("code").textContent);
    button.textContent = "Kopierat";
    setTimeout(() => { button.textContent = "Kopiera"; }, 2000);
  });
  line.append(button);
}

document.querySelectorAll(".command").forEach(addCopyButton);
if (document.querySelector("[data-live]")) setInterval(refresh, EVERY_MS);
