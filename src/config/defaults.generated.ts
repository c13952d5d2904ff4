// Made by test/tools/generate.ts from keymaps/default.yaml and themes/*.yaml. Do not edit.
import type { KeymapFile } from "./keymap.ts";
import type { Theme } from "./theme.ts";

export const shippedKeymap: KeymapFile = {
  "name": "default",
  "scopes": {
    "app": {
      "ctrl-c": "app.quit",
      "ctrl-l": "app.redraw",
      "ctrl-z": "app.suspend"
    },
    "global": {
      "0": "go.all-namespaces",
      "q": "app.quit",
      "?": "app.help",
      ":": "go.to",
      "ctrl-x": "go.contexts",
      "ctrl-n": "go.namespaces",
      "esc, backspace": "go.back",
      "]": "go.forward",
      "-": "go.previous",
      "R": "view.retry"
    },
    "table": {
      "k, up": "cursor.up",
      "j, down": "cursor.down",
      "ctrl-b, pageup": "cursor.page-up",
      "ctrl-f, pagedown": "cursor.page-down",
      "ctrl-u": "cursor.half-up",
      "ctrl-d": "cursor.half-down",
      "g g, home": "cursor.first",
      "G, end": "cursor.last",
      "h, left": "table.columns-left",
      "right": "table.columns-right",
      "enter": "row.open",
      "l": "row.logs",
      "L": "table.logs",
      "p": "row.logs-previous",
      "c": "row.logs-container",
      "y": "row.yaml",
      "o": "row.owner",
      "t": "row.children",
      "/": "table.filter",
      "tab": "table.take-near",
      "b": "table.problems",
      "w": "table.wide",
      "esc": "table.clear",
      "space": "row.mark",
      "u": "marks.clear",
      "<": "table.sort-previous",
      ">": "table.sort-next",
      "i": "table.sort-reverse",
      "N": "table.sort-by-name",
      "A": "table.sort-by-age",
      "S": "table.sort-by-status",
      "T": "table.sort-by-restarts",
      "P": "table.sort-by-namespace",
      "O": "table.sort-by-node",
      "d": "absent.describe",
      "s": "absent.shell",
      "e": "absent.edit",
      "ctrl-k": "absent.end",
      "F": "absent.port-forward"
    },
    "yaml": {
      "k, up": "cursor.up",
      "j, down": "cursor.down",
      "ctrl-b, pageup": "cursor.page-up",
      "ctrl-f, pagedown": "cursor.page-down",
      "ctrl-u": "cursor.half-up",
      "ctrl-d": "cursor.half-down",
      "g g, home": "cursor.first",
      "G, end": "cursor.last",
      "h, left": "yaml.left",
      "right": "yaml.right",
      "/": "yaml.search",
      "n": "yaml.next",
      "N": "yaml.previous",
      "esc": "yaml.clear-search",
      "z, enter": "yaml.fold",
      "Z": "yaml.fold-all",
      "m": "yaml.managed-fields",
      "x": "yaml.secrets",
      "l": "row.logs",
      "o": "row.owner",
      "c": "yaml.copy",
      "d": "absent.describe",
      "s": "absent.shell",
      "e": "absent.edit",
      "ctrl-k": "absent.end",
      "F": "absent.port-forward"
    },
    "logs": {
      "k, up": "cursor.up",
      "j, down": "cursor.down",
      "ctrl-b, pageup": "cursor.page-up",
      "ctrl-f, pagedown": "cursor.page-down",
      "ctrl-u": "cursor.half-up",
      "ctrl-d": "cursor.half-down",
      "g g, home": "cursor.first",
      "G, end": "cursor.last",
      "f": "logs.follow",
      "h, left": "logs.left",
      "right": "logs.right",
      "m": "logs.bookmark",
      "'": "logs.next-bookmark",
      "/": "logs.search",
      "n": "logs.next",
      "N": "logs.previous-match",
      "e": "logs.next-error",
      "E": "logs.previous-error",
      "F": "logs.filter",
      "x": "logs.context",
      "v": "logs.level",
      "@, T": "logs.at-time",
      "H": "logs.timeline",
      "L": "logs.older",
      "esc": "logs.clear",
      "enter": "logs.open",
      "z": "logs.fold-all",
      "r": "logs.repeats",
      "O": "logs.order",
      "w": "logs.wrap",
      "t": "logs.time",
      "C": "logs.columns",
      "P": "logs.sources",
      "K": "logs.container",
      "X": "logs.contexts",
      "p": "logs.previous",
      "o": "logs.pod",
      "space": "logs.select",
      "V": "logs.select-range",
      "c": "logs.copy",
      "s": "logs.save"
    },
    "timeline": {
      "h, left": "timeline.left",
      "l, right": "timeline.right",
      "+": "timeline.nearer",
      "-": "timeline.farther",
      "space": "timeline.stretch",
      "enter": "timeline.show",
      "esc, H": "timeline.leave"
    },
    "prompt": {
      "enter": "prompt.accept",
      "esc": "prompt.cancel",
      "tab": "prompt.complete",
      "shift-tab": "prompt.complete-previous",
      "up, ctrl-p": "prompt.up",
      "down, ctrl-n": "prompt.down",
      "pageup, ctrl-b": "prompt.page-up",
      "pagedown, ctrl-f": "prompt.page-down",
      "left": "prompt.left",
      "right": "prompt.right",
      "alt-b, ctrl-left, alt-left": "prompt.word-left",
      "alt-f, ctrl-right, alt-right": "prompt.word-right",
      "home, ctrl-a": "prompt.home",
      "end, ctrl-e": "prompt.end",
      "backspace": "prompt.delete-left",
      "delete, ctrl-d": "prompt.delete-right",
      "ctrl-w, alt-backspace": "prompt.delete-word",
      "ctrl-k": "prompt.delete-to-end",
      "ctrl-u": "prompt.clear"
    },
    "picker": {
      "space": "picker.mark",
      "-": "picker.previous",
      "D": "picker.kubectl-default",
      ":": "picker.go-to"
    }
  }
};

export const shippedThemes: readonly Theme[] = [
  {
    "name": "ansi16",
    "tokens": {
      "text": {},
      "dim": {
        "style": [
          "dim"
        ]
      },
      "faint": {
        "style": [
          "dim"
        ]
      },
      "accent": {
        "ansi": "magenta"
      },
      "surface": {
        "style": [
          "reverse"
        ]
      },
      "cursor": {
        "ansi": "magenta"
      },
      "bad": {
        "ansi": "red"
      },
      "warn": {
        "ansi": "yellow"
      },
      "busy": {
        "ansi": "cyan"
      },
      "good": {
        "ansi": "green"
      },
      "info": {
        "ansi": "blue"
      },
      "border": {
        "style": [
          "dim"
        ]
      },
      "match": {
        "ansi": "yellow",
        "on": "black"
      },
      "add": {
        "ansi": "green"
      },
      "remove": {
        "ansi": "red"
      },
      "pod1": {
        "ansi": "cyan"
      },
      "pod2": {
        "ansi": "yellow"
      },
      "pod3": {
        "ansi": "green"
      },
      "pod4": {
        "ansi": "magenta"
      },
      "pod5": {
        "ansi": "blue"
      },
      "pod6": {
        "ansi": "bright-black"
      }
    }
  },
  {
    "name": "dark",
    "background": "dark",
    "tokens": {
      "text": {
        "color": "default",
        "ansi": "bright-white"
      },
      "dim": {
        "color": "#949cb0",
        "ansi": "white"
      },
      "faint": {
        "color": "#6c7488",
        "ansi": "bright-black"
      },
      "accent": {
        "color": "#b9a4ff",
        "ansi": "bright-magenta"
      },
      "surface": {
        "color": "#2c3144",
        "ansi": "bright-black"
      },
      "cursor": {
        "color": "#d5c8ff",
        "ansi": "bright-magenta"
      },
      "bad": {
        "color": "#ff8066",
        "ansi": "bright-red"
      },
      "warn": {
        "color": "#f7cf4a",
        "ansi": "bright-yellow"
      },
      "busy": {
        "color": "#6fbcff",
        "ansi": "bright-cyan"
      },
      "good": {
        "color": "#57d9b4",
        "ansi": "bright-green"
      },
      "info": {
        "color": "#9db8d9",
        "ansi": "cyan"
      },
      "border": {
        "color": "#6c7488",
        "ansi": "bright-black"
      },
      "match": {
        "color": "#6a5510",
        "ansi": "blue",
        "on": "#ffffff"
      },
      "add": {
        "color": "#57d9b4",
        "ansi": "bright-green"
      },
      "remove": {
        "color": "#ff8066",
        "ansi": "bright-red"
      },
      "pod1": {
        "color": "#5aa9ff",
        "ansi": "bright-blue"
      },
      "pod2": {
        "color": "#d98a1f",
        "ansi": "yellow"
      },
      "pod3": {
        "color": "#6fe8c4",
        "ansi": "green"
      },
      "pod4": {
        "color": "#f5ec7a",
        "ansi": "bright-yellow"
      },
      "pod5": {
        "color": "#e3a6e0",
        "ansi": "magenta"
      },
      "pod6": {
        "color": "#cf6f68",
        "ansi": "red"
      }
    }
  },
  {
    "name": "light",
    "background": "light",
    "tokens": {
      "text": {
        "color": "default",
        "ansi": "black"
      },
      "dim": {
        "color": "#5b6270",
        "ansi": "bright-black"
      },
      "faint": {
        "color": "#868d9a",
        "ansi": "bright-black"
      },
      "accent": {
        "color": "#6237c9",
        "ansi": "magenta"
      },
      "surface": {
        "color": "#e4e8f2",
        "ansi": "white"
      },
      "cursor": {
        "color": "#6237c9",
        "ansi": "magenta"
      },
      "bad": {
        "color": "#8f1230",
        "ansi": "red"
      },
      "warn": {
        "color": "#8a5d00",
        "ansi": "yellow"
      },
      "busy": {
        "color": "#0860aa",
        "ansi": "blue"
      },
      "good": {
        "color": "#0b6e62",
        "ansi": "green"
      },
      "info": {
        "color": "#3b5878",
        "ansi": "cyan"
      },
      "border": {
        "color": "#868d9a",
        "ansi": "bright-black"
      },
      "match": {
        "color": "#ffdf80",
        "ansi": "yellow",
        "on": "#000000"
      },
      "add": {
        "color": "#0b6e62",
        "ansi": "green"
      },
      "remove": {
        "color": "#8f1230",
        "ansi": "red"
      },
      "pod1": {
        "color": "#08407f",
        "ansi": "blue"
      },
      "pod2": {
        "color": "#6a4205",
        "ansi": "yellow"
      },
      "pod3": {
        "color": "#0c7d4c",
        "ansi": "green"
      },
      "pod4": {
        "color": "#7a7209",
        "ansi": "bright-black"
      },
      "pod5": {
        "color": "#bb2fab",
        "ansi": "magenta"
      },
      "pod6": {
        "color": "#4a1a16",
        "ansi": "red"
      }
    }
  },
  {
    "name": "none",
    "tokens": {
      "text": {},
      "dim": {
        "style": [
          "dim"
        ]
      },
      "faint": {
        "style": [
          "dim"
        ]
      },
      "accent": {},
      "surface": {
        "style": [
          "reverse"
        ]
      },
      "cursor": {},
      "bad": {
        "style": [
          "bold"
        ]
      },
      "warn": {
        "style": [
          "bold"
        ]
      },
      "busy": {},
      "good": {},
      "info": {},
      "border": {
        "style": [
          "dim"
        ]
      },
      "match": {
        "style": [
          "underline"
        ]
      },
      "add": {
        "style": [
          "bold"
        ]
      },
      "remove": {
        "style": [
          "dim"
        ]
      },
      "pod1": {},
      "pod2": {},
      "pod3": {},
      "pod4": {},
      "pod5": {},
      "pod6": {}
    }
  }
];
