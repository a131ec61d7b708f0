import { about } from '../about.ts';
import type { ReportData } from '../schema/report-data.ts';
import { anchorsOf } from '../sections/anchors.ts';
import type { ReportSection, SectionTable } from '../sections/report-section.ts';
import { sectionsOf } from '../sections/sections-of.ts';
import { escapeHtml } from './escape-html.ts';
import { findingsHtml } from './findings-html.ts';
import { htmlTable } from './html-table.ts';
import { type PageSection, page, paragraph } from './page.ts';
import { spark } from './spark.ts';

/** A report as one page; its sections are those of what was measured. */
export function reportPage(report: ReportData): string {
  const { title, findings, flow } = report;
  const sections: PageSection[] = [
    ...(findings === undefined
      ? []
      : [{ id: 'findings', heading: 'Findings', html: findingsHtml(findings, anchorsOf(flow)) }]),
    ...sectionsOf(report).map((section) => ({ ...section, html: sectionHtml(section) })),
  ];
  return page(title, sections, {
    head: `<p class="about">${escapeHtml(about(report))}</p>${contents(sections)}`,
  });
}

function contents(sections: readonly PageSection[]): string {
  if (sections.length < 2) return '';
  const items = sections.map(({ id = '', heading }) => {
    return `<li><a href="#${escapeHtml(id)}">${escapeHtml(heading.split(/[,:]/)[0] ?? heading)}</a></li>`;
  });
  return `<nav aria-label="Contents"><ul>${items.join('')}</ul></nav>`;
}

function sectionHtml({ sentences, charts, tables }: ReportSection): string {
  return sentences.map(paragraph).join('') + charts() + tables.map(tableHtml).join('\n');
}

/** Tables with anchors are open, so that links find their rows. */
function tableHtml({ caption, head, rows, ids, courses }: SectionTable): string {
  const drawn = htmlTable(head, rows, {
    label: caption,
    ...(ids !== undefined && { ids }),
    ...(courses !== undefined && {
      last: {
        head: courses.head,
        cells: courses.values.map((values) => spark(values)),
      },
    }),
  });
  const isOpen = ids !== undefined || rows.length <= 8;
  return `<details${isOpen ? ' open' : ''}><summary>${escapeHtml(caption)}: the numbers</summary>${drawn}</details>`;
}
