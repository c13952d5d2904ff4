/** Which time stands before a line. */
export type TimeDisplay = "local" | "utc" | "relative" | "off";

export const timeDisplays: readonly TimeDisplay[] = ["local", "utc", "relative", "off"];
