// What is pasted from Word, LibreOffice or a mail becomes Markdown; a text without any form stays as it is.
// Without this file one pastes plain text.
import Turndown from "./vendor/turndown.js";

const FORMED = `b, strong, i, em, ul, ol, a[href], h1, h2, h3, h4, h5, h6, p + p, div + div, div > div,
  [data-style*=mso-list], [data-style*=font-weight], [data-style*=font-style]`;
const DROPPED = "img, picture, svg, object, script, meta, link, title, xml";
const BULLET = "-";

const markdown = new Turndown({ headingStyle: "atx", hr: "---", emDelimiter: "*", bulletListMarker: BULLET });
markdown.escape = (text) => text; // whoever writes « - [ ] » or « * » in Word means it here too
markdown.addRule("items close together", {
  filter: "li",
  replacement(content, item) {
    const list = item.parentNode;
    const mark = list.localName === "ol" ? `${[...list.children].indexOf(item) + 1}. ` : `${BULLET} `;
    const text = content.trim().replace(/\n{2,}/g, "\n").replaceAll("\n", `\n${" ".repeat(mark.length)}`);
    return mark + text + (item.nextElementSibling ? "\n" : "");
  },
});

document.addEventListener("paste", (event) => {
  const html = event.target.matches?.("[data-paste]") && event.clipboardData.getData("text/html");
  const { body } = new DOMParser().parseFromString(html ? withoutStyles(html) : "", "text/html");
  if (!body.querySelector(FORMED)) return;
  event.preventDefault();
  put(event.target, inMarkdown(body));
});

// As if typed: it can be undone, and whoever listens hears it.
function put(field, text) {
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Our policy refuses styles, even those that nobody sees: what they say is read under another name.
function withoutStyles(html) {
  const bare = html.replace(/<style[\s\S]*?<\/style>/gi, "");
  return bare.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
}

function inMarkdown(body) {
  for (const part of body.querySelectorAll(DROPPED)) part.remove();
  sayWithWords(body);
  makeLists(body);
  return markdown.turndown(body).replace(/[ \t]+$/gm, "").replace(/\n{3,}/g, "\n\n");
}

// Bold and italics that only a style says; links that lead nowhere else; spaces that nobody means.
function sayWithWords(body) {
  for (const part of body.querySelectorAll("b, strong, span")) {
    const style = part.dataset.style ?? "";
    const isBold = /font-weight:\s*(bold|[6-9]00)/.test(style);
    if (part.localName !== "span") {
      if (/(^|;)\s*font-weight:\s*(normal|400)/.test(style)) part.replaceWith(...part.childNodes); // a whole Google document
    } else if (isBold || /font-style:\s*italic/.test(style)) {
      const said = document.createElement(isBold ? "strong" : "em");
      said.append(...part.childNodes);
      part.replaceWith(said);
    }
  }
  for (const link of body.querySelectorAll("a")) {
    if (!/^(https?:|mailto:|tel:)/i.test(link.getAttribute("href") ?? "")) link.replaceWith(...link.childNodes);
    else link.removeAttribute("title");
  }
  const texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    texts.currentNode.data = texts.currentNode.data
      .replace(/[\u00AD\u200B\u2060\uFEFF\uE000-\uF8FF]/g, "")
      .replace(/(?<![«\d])\u00A0+(?![:;!?»])/g, " ");
  }
}

// Word writes a list as paragraphs, each with its level and its bullet.
function makeLists(body) {
  let open = []; // lists, the outermost first
  for (const line of body.querySelectorAll("[data-style*=mso-list]:is(p, h1, h2, h3, h4, h5, h6, div)")) {
    const level = Number(/mso-list:[^;]*level(\d)/.exec(line.dataset.style)?.[1] ?? 0);
    const bullet = line.querySelector("[data-style*='mso-list:Ignore' i]");
    if (!level || !bullet) continue;
    const kind = /^[\s(]*[\da-z]{1,4}[.)]/i.test(bullet.textContent) ? "ol" : "ul";
    bullet.remove();
    if (line.previousElementSibling !== open[0]) open = [];
    open.length = Math.min(open.length, level);
    if (open.length === level && open.at(-1).localName !== kind) open.pop();
    while (open.length < level) {
      const list = document.createElement(kind);
      if (open.length) (open.at(-1).lastElementChild ?? open.at(-1).appendChild(document.createElement("li"))).append(list);
      else line.before(list);
      open.push(list);
    }
    const item = document.createElement("li");
    item.append(...line.childNodes);
    open.at(-1).append(item);
    line.remove();
  }
}
