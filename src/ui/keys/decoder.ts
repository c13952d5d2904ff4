import type { Modifier } from "../../config/keys.ts";
import { graphemes } from "../../lib/text.ts";
import { decodeCsi, pressed } from "./csi.ts";
import type { InputEvent, KeyEvent } from "./events.ts";
import { keyByLetter, keypadByLetter, linuxFunctionKeys } from "./key-tables.ts";
import { parseDcsReply, parseOscReply } from "./replies.ts";

const esc = "\x1b";
const pasteStart = "\x1b[200~";
const pasteEnd = "\x1b[201~";

/** Characters of one paste that are kept. Far above what anybody types into a field, far below what hurts. */
export const pasteLimit = 1 << 20;
/** Characters of one terminal reply that are kept. */
const replyLimit = 1 << 16;
/** No control sequence a terminal sends is longer. */
const sequenceLimit = 256;

const none: ReadonlySet<Modifier> = new Set();
const alt: ReadonlySet<Modifier> = new Set(["alt"]);

interface Step {
  /** Characters used up. */
  readonly length: number;
  readonly events: readonly InputEvent[];
}

/**
 * Turns the bytes of a terminal into events. Sequences and characters may be split over chunks in any way. What is
 * unfinished is kept: `pending` says so, and `flush`, called when nothing has followed for a while, decides about it.
 */
export class KeyDecoder {
  readonly #utf8 = new TextDecoder("utf-8");
  #text = "";
  #paste: { parts: string[]; length: number } | undefined;

  /**
   * What is still open: an `escape` may be the Escape key or the start of a sequence and is decided after some
   * milliseconds; a `reply` of the terminal gets longer; a `paste` ends with its own mark and with nothing else.
   */
  get pending(): "nothing" | "escape" | "reply" | "paste" {
    if (this.#paste !== undefined) return "paste";
    if (this.#text === "") return "nothing";
    return this.#text.length > 2 && isStringStart(this.#text[1]) ? "reply" : "escape";
  }

  push(chunk: Uint8Array | string): InputEvent[] {
    const text = typeof chunk === "string" ? chunk : this.#utf8.decode(chunk, { stream: true });
    const events: InputEvent[] = [];
    if (this.#paste !== undefined && text.startsWith("\x03")) {
      // The end mark was lost. Ctrl-C is the way out; pasted text never starts a chunk with it.
      events.push(...this.#endPaste(""));
    }
    this.#text += text;
    this.#drain(events);
    return events;
  }

  /** Decides what is pending: no more bytes will follow it. A paste stays open. */
  flush(): InputEvent[] {
    if (this.#paste !== undefined) return [];
    const text = this.#text;
    this.#text = "";
    return leftovers(text);
  }

  #drain(events: InputEvent[]): void {
    for (;;) {
      if (this.#paste !== undefined && !this.#collect(events)) return;
      if (this.#text === "") return;
      const step = nextStep(this.#text);
      if (step === undefined) return this.#keepShort();
      this.#text = this.#text.slice(step.length);
      events.push(...step.events);
      if (step === startsPaste) this.#paste = { parts: [], length: 0 };
    }
  }

  /** Takes what belongs to the paste; false while its end has not come. */
  #collect(events: InputEvent[]): boolean {
    const end = this.#text.indexOf(pasteEnd);
    if (end >= 0) {
      const rest = this.#text.slice(end + pasteEnd.length);
      events.push(...this.#endPaste(this.#text.slice(0, end)));
      this.#text = rest;
      return true;
    }
    // The end mark may be split: what could be its beginning stays for the next chunk.
    const lastEscape = this.#text.lastIndexOf(esc);
    const isPartOfMark = lastEscape >= 0 && pasteEnd.startsWith(this.#text.slice(lastEscape));
    const complete = isPartOfMark ? lastEscape : this.#text.length;
    this.#keep(this.#text.slice(0, complete));
    this.#text = this.#text.slice(complete);
    return false;
  }

  #keep(text: string): void {
    if (this.#paste === undefined || text === "") return;
    // One character more than the limit is kept, as the sign that something was dropped.
    const room = pasteLimit + 1 - this.#paste.length;
    if (room <= 0) return;
    this.#paste.parts.push(text.slice(0, room));
    this.#paste.length += Math.min(text.length, room);
  }

  #endPaste(last: string): InputEvent[] {
    this.#keep(last);
    const pasted = this.#paste?.parts.join("") ?? "";
    this.#paste = undefined;
    this.#text = "";
    const text = pasted.slice(0, pasteLimit).replace(/\r\n?/g, "\n");
    return text === "" ? [] : [{ type: "paste", text, truncated: pasted.length > pasteLimit }];
  }

  /** A reply or sequence without end must not grow without end; its start stays, so that its end is still known. */
  #keepShort(): void {
    if (this.#text.length > replyLimit) this.#text = this.#text.slice(0, 2) + this.#text.slice(-1);
  }
}

const startsPaste: Step = { length: pasteStart.length, events: [] };

/** The first key, sequence or run of characters; undefined while it is not complete. */
function nextStep(text: string): Step | undefined {
  if (text.startsWith(esc)) return escapeStep(text);
  const code = text.charCodeAt(0);
  if (isControl(code)) return { length: 1, events: controlKey(code, none) };
  const run = /^[^\x00-\x1f\x7f-\x9f]+/.exec(text)?.[0] ?? text;
  return {
    length: run.length,
    events: graphemes(run).map((typed) => pressed(typed === " " ? "space" : typed, none)),
  };
}

function escapeStep(text: string): Step | undefined {
  const second = text[1];
  if (second === undefined) return undefined;
  if (second === "[") return csiStep(text);
  if (second === "O") return ss3Step(text);
  if (isStringStart(second)) return stringStep(text);
  if (second === esc) return doubleEscapeStep(text);
  const code = second.charCodeAt(0);
  if (isControl(code)) return { length: 2, events: controlKey(code, alt) };
  const [typed = second] = graphemes(text.slice(1, 17));
  return { length: 1 + typed.length, events: [pressed(typed === " " ? "space" : typed, alt)] };
}

/** rxvt puts an escape before a sequence for alt; otherwise the first one is the Escape key. */
function doubleEscapeStep(text: string): Step | undefined {
  const third = text[2];
  if (third === undefined) return undefined;
  if (third !== "[" && third !== "O") return { length: 1, events: [pressed("esc", none)] };
  const step = escapeStep(text.slice(1));
  if (step === undefined) return undefined;
  return { length: step.length + 1, events: step.events.map(withAlt) };
}

function withAlt(event: InputEvent): InputEvent {
  if (event.type !== "key" || event.key.includes("alt-")) return event;
  return {
    type: "key",
    key: event.key.startsWith("ctrl-") ? `ctrl-alt-${event.key.slice(5)}` : `alt-${event.key}`,
  };
}

function csiStep(text: string): Step | undefined {
  if (text.startsWith(pasteStart)) return startsPaste;
  if (text === "\x1b[[") return undefined;
  const linux = /^\x1b\[\[(.)/.exec(text);
  if (linux !== null) return { length: 4, events: keys(linuxFunctionKeys[linux[1] ?? ""]) };
  // X10 mouse reports are never asked for; three characters follow that are no keys.
  if (text.startsWith("\x1b[M")) return text.length < 6 ? undefined : { length: 6, events: [] };
  const sequence = /^\x1b\[([<-?]?)([\d;:]*)([ -/]*[@-~])/.exec(text);
  if (sequence !== null) {
    const [whole, marker = "", parameters = "", final = ""] = sequence;
    return { length: whole.length, events: decodeCsi({ marker, parameters, final }) };
  }
  const started = /^\x1b\[[<-?]?[\d;:]*[ -/]*/.exec(text)?.[0] ?? "";
  if (started.length === text.length && text.length <= sequenceLimit) return undefined;
  // Something that cannot stand in a sequence: what came before it means nothing.
  return { length: started.length, events: [] };
}

function ss3Step(text: string): Step | undefined {
  const sequence = /^\x1bO(\d?)(.)/s.exec(text);
  if (sequence === null) return undefined;
  const [whole, modifiers = "", letter = ""] = sequence;
  if (/^[abcd]$/.test(letter) && modifiers === "") {
    // rxvt: arrows with ctrl.
    return { length: 3, events: [pressed(keyByLetter[letter.toUpperCase()] ?? letter, new Set(["ctrl"]))] };
  }
  if (keyByLetter[letter] !== undefined) {
    return {
      length: whole.length,
      events: decodeCsi({ marker: "", parameters: `1;${modifiers || 1}`, final: letter }),
    };
  }
  const keypad = keypadByLetter[letter];
  if (keypad !== undefined) return { length: whole.length, events: keys(keypad) };
  // Not a sequence: alt-O, then whatever follows.
  return { length: 2, events: [pressed("O", alt)] };
}

/** OSC, DCS, SOS, PM and APC: text up to a terminator. */
function stringStep(text: string): Step | undefined {
  const end = /[\x00-\x1a\x1b\x1c-\x1f\x9c]/.exec(text.slice(2));
  if (end === null) return undefined;
  const at = 2 + end.index;
  const body = text.slice(2, at);
  const decode = (length: number): Step => {
    if (text[1] === "]") return { length, events: [parseOscReply(body)] };
    return { length, events: text[1] === "P" ? [parseDcsReply(body)] : [] };
  };
  if (text[at] === "\x07" || text[at] === "\x9c") return decode(at + 1);
  if (text[at] !== esc) return { length: at, events: [] };
  if (text[at + 1] === undefined) return undefined;
  return text[at + 1] === "\\" ? decode(at + 2) : { length: at, events: [] };
}

/** What an unfinished text means when nothing follows. */
function leftovers(text: string): InputEvent[] {
  if (text === "") return [];
  if (text === esc) return [pressed("esc", none)];
  if (text.startsWith(esc + esc)) return [pressed("esc", none), ...leftovers(text.slice(1))];
  // Two characters that start a sequence are also what alt and that character send.
  return text.length === 2 ? [pressed(text[1] ?? "", alt)] : [];
}

function keys(name: string | undefined): KeyEvent[] {
  return name === undefined ? [] : [pressed(name, none)];
}

function controlKey(code: number, modifiers: ReadonlySet<Modifier>): KeyEvent[] {
  const named = controlNames[code];
  if (named !== undefined) return [pressed(named, modifiers)];
  if (code >= 0x7f) return [];
  const letter = code === 0 ? "space" : String.fromCharCode(code + 0x40).toLowerCase();
  return [pressed(letter, new Set([...modifiers, "ctrl"] as const))];
}

// Line feed is what some terminals and every script send for Enter; backspace sends either of two codes.
const controlNames: Readonly<Record<number, string>> = {
  8: "backspace",
  9: "tab",
  10: "enter",
  13: "enter",
  127: "backspace",
};

function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f);
}

function isStringStart(character: string | undefined): boolean {
  return character !== undefined && "]P_^X".includes(character);
}
