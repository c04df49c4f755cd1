// Opens workbooks with exceljs and with SheetJS, and prints what each of them found there, as JSON by path.
"use strict";
const ExcelJS = require("exceljs");
const XLSX = require("xlsx");

const textOf = (value) => (value && value.richText ? value.richText.map((run) => run.text).join("") : String(value ?? ""));
const noteOf = (note) => (typeof note === "string" ? note : note.texts.map((run) => run.text).join(""));

async function byExcelJS(path) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(path);
  const sheets = {};
  for (const sheet of book.worksheets) {
    const cells = {}, notes = {};
    sheet.eachRow((row) => row.eachCell((cell) => {
      cells[cell.address] = textOf(cell.value);
      if (cell.note) notes[cell.address] = noteOf(cell.note);
    }));
    sheets[sheet.name] = { cells, notes };
  }
  return sheets;
}

function bySheetJS(path) {
  const book = XLSX.readFile(path, { cellStyles: true, sheetStubs: true });
  const sheets = {};
  for (const name of book.SheetNames) {
    const cells = {}, notes = {};
    for (const [address, cell] of Object.entries(book.Sheets[name])) {
      if (address.startsWith("!")) continue;
      if (cell.v !== undefined) cells[address] = String(cell.v);
      if (cell.c) notes[address] = cell.c.map((note) => note.t).join("");
    }
    sheets[name] = { cells, notes };
  }
  return sheets;
}

async function main(paths) {
  const found = {};
  for (const path of paths) found[path] = { exceljs: await byExcelJS(path), sheetjs: bySheetJS(path) };
  process.stdout.write(JSON.stringify(found));
}

main(process.argv.slice(2));
