import { describe, expect, test } from "vitest";
import { detectLevel } from "./detect-level.ts";
import { continues, FoldTracker, inherits } from "./fold.ts";

/** The lines of a source, `+` before those that continue the line before, `=` before those that have its level. */
function folded(text: string, seconds: (line: number) => number = () => 100): string {
  const tracker = new FoldTracker();
  return text
    .split("\n")
    .map((line, number) => {
      const bytes = Buffer.from(line);
      const belongs = tracker.step(bytes, detectLevel(bytes), seconds(number));
      return `${belongs === continues ? "+" : belongs === inherits ? "=" : " "}${line}`;
    })
    .join("\n");
}

const traces = {
  "a Java exception behind the line that logs it": `
 10:00:00 ERROR c.e.App - failed
+java.lang.IllegalStateException: no ledger
+	at com.example.App.pay(App.java:12)
+	at com.example.App.main(App.java:5)
+Caused by: java.net.ConnectException: refused
+	at java.base/java.net.Socket.connect(Socket.java:633)
+	... 14 more
 10:00:00 INFO  c.e.App - next`,
  "a Java exception that nobody caught": `
 Exception in thread "main" java.lang.NullPointerException
+	at com.example.App.main(App.java:5)
+	Suppressed: java.io.IOException: close
+		at com.example.App.close(App.java:9)
 done`,
  "frames behind a line that does not say what it is": `
 it broke
+	at com.example.App.main(App.java:5)
 next`,
  "a Python traceback": `
 Traceback (most recent call last):
+  File "/app/main.py", line 3, in <module>
+    pay()
+ValueError: no ledger
 INFO:root:next`,
  "Python tracebacks that cause each other, behind the line that logs them": `
 ERROR:root:failed
+Traceback (most recent call last):
+  File "/app/main.py", line 3, in pay
+    connect()
+ConnectionError: refused
+
+During handling of the above exception, another exception occurred:
+
+Traceback (most recent call last):
+  File "/app/main.py", line 5, in <module>
+    pay()
+app.errors.LedgerError: no ledger
 INFO:root:next`,
  "Python tracebacks that have nothing to do with each other": `
 Traceback (most recent call last):
+  File "/app/main.py", line 3, in pay
+    connect()
+ConnectionError: refused
 Traceback (most recent call last):
+  File "/app/main.py", line 3, in pay
+    connect()
+ConnectionError: refused`,
  "a Go panic": `
 panic: runtime error: invalid memory address or nil pointer dereference
+[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x47e4a1]
+
+goroutine 1 [running]:
+main.(*server).handle(0xc000010000, {0x1, 0x2})
+	/app/main.go:12 +0x1d
+main.main()
+	/app/main.go:5 +0x18
+
+goroutine 7 [select]:
+net/http.(*persistConn).writeLoop(0xc0000)
+	/usr/lib/go/src/net/http/transport.go:2444 +0xf2
+created by net/http.(*Transport).dialConn in goroutine 6
+	/usr/lib/go/src/net/http/transport.go:1800 +0x1
+exit status 2
 I0102 15:04:05.678901       1 main.go:12] started`,
  "the registers of a Go program that died": `
 fatal error: unexpected signal during runtime execution
+rax    0x0
+rip    0x47e4a1
 next`,
  "an error of Node with what it carries": `
 Error: connect ECONNREFUSED 10.0.3.7:5432
+    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16) {
+  errno: -111,
+  code: 'ECONNREFUSED'
+}
 listening`,
  "an exception of .NET behind its two-line record": `
 fail: App.Worker[0]
=      The ledger could not be reached
+      System.Exception: refused
+         at App.Worker.Run() in /app/Worker.cs:line 12
 info: App.Worker[14]
=      Now listening on: http://[::]:8080
+      and on two lines
 info: App.Worker[0]`,
  "an error of Ruby": `
 E, [2026-11-22T10:00:00 #1] ERROR -- : it broke (RuntimeError)
+	from /app/app.rb:3:in 'pay'
+	from /app/app.rb:9:in '<main>'
 I, [2026-11-22T10:00:00 #1]  INFO -- : next`,
  "a fatal error of PHP": `
 PHP ERROR:  Uncaught Exception: it broke in /app/x.php:3
+Stack trace:
+#0 /app/x.php(9): pay()
+#1 {main}
+  thrown in /app/x.php on line 3
 next`,
  "a panic of Rust": `
 [2026-11-22T10:00:00Z ERROR app] panicked at src/main.rs:2:5: no ledger
+stack backtrace:
+   0: std::panicking::begin_panic
+             at ./src/main.rs:2:5
+note: run with \`RUST_BACKTRACE=full\` for a verbose backtrace.
 next`,
  "what is indented behind an error, but not behind anything else": `
 ERROR could not apply
+  apiVersion: v1
+  kind: Pod
 INFO applying
   apiVersion: v1
   kind: Pod`,
};

describe("these belong together:", () => {
  test.each(Object.entries(traces))("%s", (_, text) => {
    const expected = text.slice(1);
    const written = expected.replace(/^./gm, "");
    expect(folded(written)).toBe(expected);
  });
});

describe("these do not:", () => {
  test("the same exception twice", () => {
    expect(folded("ValueError: bad\nValueError: bad")).toBe(" ValueError: bad\n ValueError: bad");
    const java = "java.io.IOException: a\njava.io.IOException: b";
    expect(folded(`x\n${java}`)).toBe(` x\n ${java.replace("\n", "\n ")}`);
  });

  test("a first line that is indented", () => {
    expect(folded("\tat com.example.App.main(App.java:5)")).toBe(" \tat com.example.App.main(App.java:5)");
  });

  test("an exception and frames that come long after it", () => {
    const text = "ERROR failed\n\tat com.example.App.main(App.java:5)";
    expect(folded(text, (line) => line * 6)).toBe(" ERROR failed\n \tat com.example.App.main(App.java:5)");
  });

  test("a panic and what is logged after it", () => {
    expect(folded('panic: x\n{"level":"info"}\n  indented')).toBe(
      ' panic: x\n {"level":"info"}\n   indented',
    );
  });

  test("a traceback that was cut and what is logged after it", () => {
    const text = 'Traceback (most recent call last):\n  File "x"\nINFO:root:next';
    expect(folded(text)).toBe(' Traceback (most recent call last):\n+  File "x"\n INFO:root:next');
  });

  test("blank lines between lines that have nothing to do with each other", () => {
    expect(folded("one\n\ntwo")).toBe(" one\n \n two");
  });
});

test("another instance of the container continues nothing", () => {
  const tracker = new FoldTracker();
  const [error, frame] = [Buffer.from("ERROR failed"), Buffer.from("\tat App.main")];
  tracker.step(error, detectLevel(error), 100);
  tracker.reset();
  expect(tracker.step(frame, detectLevel(frame), 100)).not.toBe(continues);
});
