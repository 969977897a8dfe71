import { readFileSync } from 'node:fs';

import * as ts from 'typescript';

type Declarations = ReadonlyMap<string, ts.Node>;

/** Interfaces and types of a source file, which leave nothing behind at run time, read from the source. */
export class SourceTypes {
  private readonly declarations: Declarations;

  public constructor(path: string) {
    const source = ts.createSourceFile(
      path,
      readFileSync(path, 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const found = new Map<string, ts.Node>();
    source.forEachChild((node) => {
      if (ts.isInterfaceDeclaration(node)) found.set(node.name.text, node);
      if (ts.isTypeAliasDeclaration(node)) found.set(node.name.text, node.type);
    });
    this.declarations = found;
  }

  /** The members of an interface, or of all interfaces of a union, each once. */
  public membersOf(name: string): string[] {
    return [...new Set(this.signaturesOf(this.find(name)).map((member) => member.name.getText()))];
  }

  /** Names of the types of an interface's members, by member. */
  public typesOf(name: string): Map<string, string> {
    const members = this.signaturesOf(this.find(name));
    return new Map(members.map((member) => [member.name.getText(), member.type?.getText() ?? '']));
  }

  /** The strings of a union of strings. */
  public stringsOf(name: string): string[] {
    const node = this.find(name);
    const parts = ts.isUnionTypeNode(node) ? node.types : [node];
    return parts.flatMap((part) =>
      ts.isLiteralTypeNode(part) && ts.isStringLiteral(part.literal) ? [part.literal.text] : [],
    );
  }

  private find(name: string): ts.Node {
    const node = this.declarations.get(name);
    if (node === undefined) throw new Error(`there is no type ${name}`);
    return node;
  }

  private signaturesOf(node: ts.Node): ts.PropertySignature[] {
    if (ts.isUnionTypeNode(node)) return node.types.flatMap((part) => this.signaturesOf(part));
    if (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node)) {
      return node.members.filter(ts.isPropertySignature);
    }
    return [];
  }
}
