// Tables: a plain one for tens of rows, and a virtual one for thousands.
import { Fragment, useLayoutEffect, useRef, useState, type ReactNode } from 'react';

export interface Column<Row> {
  title: string;
  cell(row: Row): ReactNode;
  width?: string; // a CSS grid track, such as "2fr" or "120px"; the plain table uses it as a hint
}

interface TableProps<Row> {
  name: string; // what the table lists, for screen readers
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey(row: Row): string;
  empty: ReactNode; // shown in place of rows
}

// On a narrow screen each row becomes a card, with the column's title before each value.
export function DataTable<Row>({ name, columns, rows, rowKey, empty }: TableProps<Row>) {
  if (rows.length === 0) return <p className="empty">{empty}</p>;
  return (
    <div className="table-frame">
      <table className="data" aria-label={name}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col">
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.title} data-label={column.title}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const kRowHeight = 44; // px; the same number stands in shared.css
const kBeyond = 8; // rows that are drawn above and below the visible part

// Draws only the rows that can be seen, so that 5,000 rows answer each keystroke at once. All rows are equally high.
export function VirtualTable<Row>({ name, columns, rows, rowKey, empty }: TableProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const look = () => setView({ top: element.scrollTop, height: element.clientHeight });
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [rows.length === 0]);
  if (rows.length === 0) return <p className="empty">{empty}</p>;
  const first = Math.max(0, Math.min(Math.floor(view.top / kRowHeight), rows.length) - kBeyond);
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / kRowHeight) + kBeyond);
  const tracks = columns.map((column) => column.width ?? '1fr').join(' ');
  return (
    <div className="virtual" role="table" aria-label={name} aria-rowcount={rows.length + 1} tabIndex={0} ref={frame}>
      <div className="virtual-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: tracks }}>
        {columns.map((column) => (
          <span key={column.title} role="columnheader">
            {column.title}
          </span>
        ))}
      </div>
      <div className="virtual-body" role="rowgroup" style={{ height: rows.length * kRowHeight }}>
        {rows.slice(first, last).map((row, index) => (
          <div
            key={rowKey(row)}
            className="virtual-row"
            role="row"
            aria-rowindex={first + index + 2}
            style={{ gridTemplateColumns: tracks, transform: `translateY(${(first + index) * kRowHeight}px)` }}
          >
            {columns.map((column) => (
              <Fragment key={column.title}>
                <span role="cell">{column.cell(row)}</span>
              </Fragment>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
