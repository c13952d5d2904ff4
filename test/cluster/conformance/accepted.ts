/** Stories in which the demo cluster does otherwise than a real server, by title, and why that is left so. */
export const accepted: Readonly<Record<string, string>> = {
  "fields nobody knows are warned of, refused or dropped, as asked":
    "the demo has no schemas, so it keeps every field and warns of none",
  "objects of it are checked by its schema": "the demo keeps schemas of definitions and does not read them",
  "unknown fields of it are dropped with a warning":
    "the demo keeps schemas of definitions and does not read them",
};
