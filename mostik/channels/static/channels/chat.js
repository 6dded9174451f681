// The chat's own page: shows what was said, asks for more while it is in sight, says what is typed once.
const told = document.body.dataset;
const find = (id) => document.getElementById(id);
const [lines, form, wrong, away, reach] = ["lines", "form", "wrong", "away", "reach"].map(find);
const page = new URLSearchParams(location.search).get("page") || "";
const shown = new Set();
document.documentElement.style.setProperty("--chat", told.colour);

const visitor = { "X-Visitor": location.hash.slice(1) || told.key };

function keep() {
  parent.postMessage({ mostikKey: visitor["X-Visitor"] }, "*");
}

function show(each) {
  if (shown.has(each.number)) return;
  shown.add(each.number);
  const line = document.createElement("li");
  line.className = each.ours ? "chat-line is-ours" : "chat-line";
  if (each.who) {
    const who = document.createElement("strong");
    who.textContent = each.who;
    line.append(who);
  }
  line.append(each.text);
  lines.append(line);
  lines.scrollTop = lines.scrollHeight;
}

async function ask() {
  try {
    const answer = await fetch(told.lines, { headers: visitor });
    if (answer.status === 404) return forget();
    if (!answer.ok) return;
    const { lines: news, attended } = await answer.json();
    news.forEach(show);
    away.hidden = reach.hidden = attended;
  } catch {
    // no connection: the next turn asks again
  }
}

function forget() {
  if (visitor["X-Visitor"] === told.key) return;
  visitor["X-Visitor"] = told.key;
  keep();
}

function say(words) {
  wrong.hidden = !words;
  wrong.textContent = words;
}

const field = form.elements.text;
let unsent = null;
let sending = Promise.resolve();

// What is typed is taken from the field at once and goes in its turn, so that nothing typed meanwhile is lost; what did
// not arrive comes back into the field, and the same words go again under the same number.
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const asked = new FormData(form);
  const text = field.value;
  if (!text.trim()) return;
  const number = unsent?.text === text ? unsent.number : (crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
  asked.set("number", number);
  asked.set("page", page);
  field.value = "";
  field.focus();
  sending = sending.then(() => send(asked, { text, number }));
});

// A server that is busy or a line that dropped is asked again twice: the number makes it one message all the same.
const AGAIN = [0, 1000, 3000];
async function posted(asked) {
  for (const wait of AGAIN) {
    await new Promise((done) => setTimeout(done, wait));
    try {
      const answer = await fetch(told.say, { method: "POST", body: asked, headers: visitor });
      if (answer.status < 500) return { arrived: answer.ok, words: (await answer.json()).wrong || "" };
    } catch {
      // no connection: the next turn tries again
    }
  }
  return { arrived: false, words: told.lost };
}

async function send(asked, said) {
  const { arrived, words } = await posted(asked);
  unsent = arrived ? null : said;
  say(words);
  if (unsent) field.value ||= said.text;
  else await ask();
}

field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

const EVERY = 2000;
const RESTING = 15000;
async function turn() {
  if (!document.hidden) await ask();
  setTimeout(turn, document.hidden ? RESTING : EVERY);
}
keep();
turn();
