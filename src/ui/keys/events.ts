/** A key press. Releases are never reported, repeats are presses. */
export interface KeyEvent {
  readonly type: "key";
  /** The canonical name, as keymaps write it: `a`, `A`, `ctrl-x`, `shift-tab`, `pageup`, `f5`. */
  readonly key: string;
  /** What the key types into a field; absent for keys that type nothing. */
  readonly text?: string;
}

/** Text pasted by the terminal, in one piece, with `\n` for every line end. */
export interface PasteEvent {
  readonly type: "paste";
  readonly text: string;
  /** The end of a paste above the limit was dropped. */
  readonly truncated: boolean;
}

/** The terminal's window got or lost the keyboard. */
export interface FocusEvent {
  readonly type: "focus";
  readonly focused: boolean;
}

/** What the terminal answered to a query. */
export interface ReplyEvent {
  readonly type: "reply";
  readonly reply:
    | { readonly kind: "foreground" | "background"; readonly color: `#${string}` }
    | { readonly kind: "cursor-position"; readonly row: number; readonly column: number }
    | { readonly kind: "device-attributes"; readonly attributes: readonly number[] }
    | { readonly kind: "kitty-keyboard"; readonly flags: number }
    | { readonly kind: "mode"; readonly mode: number; readonly state: number }
    | { readonly kind: "version"; readonly text: string }
    | { readonly kind: "other"; readonly text: string };
}

/** Everything that comes from the terminal. */
export type InputEvent = KeyEvent | PasteEvent | FocusEvent | ReplyEvent;
