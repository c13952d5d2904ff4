// What Linux knows of another process.
import { readFileSync } from "node:fs";

export interface ProcessMemory {
  /** Bytes in memory now, and the most there ever were. */
  readonly resident: number;
  readonly peak: number;
}

export function memoryOf(pid: number): ProcessMemory {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return { resident: kilobytes(status, "VmRSS") * 1024, peak: kilobytes(status, "VmHWM") * 1024 };
}

function kilobytes(status: string, field: string): number {
  const [, number] = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status) ?? [];
  if (number === undefined) throw new Error(`no ${field} in the status of a process`);
  return Number(number);
}

// USER_HZ, which is 100 wherever Node runs.
const millisecondsPerTick = 10;

/** Milliseconds of CPU time that all threads of the process have used. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name, in parentheses, may hold blanks. User and system time are the 14th and 15th field of all.
  const fields = stat.slice(stat.lastIndexOf(") ") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * millisecondsPerTick;
}
