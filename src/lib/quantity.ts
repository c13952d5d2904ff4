const binary: Readonly<Record<string, number>> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
const decimal: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
};

/**
 * The number a quantity such as `100m`, `1.5Gi`, `2e3` or `12E` stands for; `undefined` for other texts.
 * The suffixes are those of k8s.io/apimachinery/pkg/api/resource. Amounts above 2^53 lose their last digits.
 */
export function parseQuantity(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, amount = "", suffix = "", exponent] = match;
  if (exponent !== undefined) return Number(`${amount}e${exponent}`);
  return Number(amount) * (binary[suffix] ?? decimal[suffix] ?? Number.NaN);
}
