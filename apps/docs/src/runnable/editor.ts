import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, keymap } from '@codemirror/view';
import { tags } from '@lezer/highlight';

export interface EditorOptions {
  readonly parent: HTMLElement;
  readonly code: string;
  readonly label: string;
  /** Ctrl-Enter, or Cmd-Enter. */
  readonly onRun: () => void;
}

/** A text editor for one piece of code. */
export interface Editor {
  code(): string;
  setCode(code: string): void;
  /** Marks a line, from 1, until the code changes; null: none. */
  markLine(line: number | null): void;
  goToLine(line: number): void;
  destroy(): void;
}

export function createEditor({ parent, code, label, onRun }: EditorOptions): Editor {
  const run = () => {
    onRun();
    return true;
  };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: code,
      extensions: [
        // Tab goes on to the buttons.
        keymap.of([{ key: 'Mod-Enter', run }, ...defaultKeymap, ...historyKeymap]),
        history(),
        javascript({ typescript: true }),
        bracketMatching(),
        indentOnInput(),
        syntaxHighlighting(colors),
        markedLine,
        // A tabindex, though what is editable needs none: axe looks for one where a block scrolls.
        EditorView.contentAttributes.of({
          'aria-label': label,
          spellcheck: 'false',
          tabindex: '0',
        }),
        theme,
      ],
    }),
  });
  const at = (line: number) => view.state.doc.line(Math.min(line, view.state.doc.lines)).from;
  return {
    code: () => view.state.doc.toString(),
    setCode: (insert) => {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert } });
    },
    markLine: (line) => view.dispatch({ effects: mark.of(line === null ? null : at(line)) }),
    goToLine: (line) => {
      view.dispatch({ selection: { anchor: at(line) }, scrollIntoView: true });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

/** Where the line begins. */
const mark = StateEffect.define<number | null>();
const marked = Decoration.line({ class: 'cm-markedLine' });
const markedLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(mark)) continue;
      return effect.value === null ? Decoration.none : Decoration.set(marked.range(effect.value));
    }
    return transaction.docChanged ? Decoration.none : before;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const color = (name: string) => ({ color: `var(--code-${name})` });
const colors = HighlightStyle.define([
  { tag: [tags.keyword, tags.operator, tags.modifier], ...color('keyword') },
  { tag: [tags.string, tags.regexp], ...color('string') },
  { tag: [tags.number, tags.bool, tags.null, tags.self], ...color('constant') },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName)],
    ...color('function'),
  },
  { tag: [tags.typeName, tags.className], ...color('function') },
  { tag: tags.comment, ...color('comment') },
]);

/** As large as the block that it stands for: the numbers are those of VitePress's blocks. */
const theme = EditorView.theme({
  '&': { color: 'var(--code-text)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: '2px solid var(--vp-c-brand-1)', outlineOffset: '-2px' },
  '.cm-scroller': {
    fontFamily: 'var(--vp-font-family-mono)',
    fontSize: 'var(--vp-code-font-size)',
    lineHeight: 'var(--vp-code-line-height)',
  },
  '.cm-content': { padding: '20px 0', caretColor: 'var(--code-text)' },
  '.cm-line': { padding: '0 24px' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--vp-c-default-3)' },
  '.cm-markedLine': { backgroundColor: 'var(--vp-c-danger-soft)' },
});
