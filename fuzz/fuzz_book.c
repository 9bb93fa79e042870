/*
 * Workbooks by what is in their parts: the first byte picks the part that the rest becomes, the others
 * are sound. What is read is a rectangle of clean text, also as a small table.
 */
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buf.h"
#include "fuzz.h"
#include "io/sheet.h"
#include "io/sheets/book.h"

struct part {
    const char *name, *text;
};
static const struct part xlsx[] = {
    {"xl/worksheets/sheet1.xml",
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" "
        "t=\"inlineStr\">"
        "<is><t>b</t></is></c></row><row r=\"2\"><c r=\"A2\" s=\"1\"><v>45000</v></c><c r=\"B2\">"
        "<f>1+1</f><v>2</v></c></row></sheetData><mergeCells><mergeCell "
        "ref=\"A1:B1\"/></mergeCells>"
        "</worksheet>"},
    {"xl/sharedStrings.xml", "<sst><si><t>a</t></si><si><r><t>x</t></r></si></sst>"},
    {"xl/styles.xml",
        "<styleSheet><numFmts><numFmt numFmtId=\"164\" "
        "formatCode=\"yyyy-mm-dd\"/></numFmts><cellXfs>"
        "<xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"},
    {"xl/workbook.xml",
        "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
        "<sheets><sheet name=\"one\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"rId1\" "
        "Target=\"worksheets/sheet1.xml\"/></Relationships>"},
    {"[Content_Types].xml", "<Types/>"},
};
static const struct part ods[] = {
    {"content.xml",
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" "
        "xmlns:text=\"x\"><office:body>"
        "<office:spreadsheet><table:table table:name=\"one\"><table:table-row><table:table-cell "
        "office:value-type=\"string\"><text:p>a</text:p></table:table-cell></table:table-row>"
        "</table:table></office:spreadsheet></office:body></office:document-content>"},
    {"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
};

static void put(struct jh_buf *out, unsigned n_bytes, uint32_t value)
{
    for (unsigned k = 0; k < n_bytes; k++) {
        const char byte = (char)(value >> (8 * k) & 0xff);
        jh_buf_add(out, &byte, 1);
    }
}

/* The part of a header that both the entry and the directory have. */
static void put_facts(struct jh_buf *out, const char *name, const char *data, size_t len)
{
    put(out, 2, 20);
    put(out, 2, 0);
    put(out, 2, 0); /* stored as it is */
    put(out, 4, 0);
    put(out, 4, (uint32_t)crc32(0, (const unsigned char *)data, (unsigned)len));
    put(out, 4, (uint32_t)len);
    put(out, 4, (uint32_t)len);
    put(out, 2, (uint32_t)strlen(name));
    put(out, 2, 0);
}

/* An archive in which part `given` holds the data. */
static void pack(size_t n, const struct part *part, size_t given, const char *data, size_t size,
    struct jh_buf *out)
{
    uint32_t offset[8];
    for (size_t k = 0; k < n; k++) {
        const char *text = k == given ? data : part[k].text;
        const size_t len = k == given ? size : strlen(part[k].text);
        offset[k] = (uint32_t)out->len;
        put(out, 4, 0x04034b50);
        put_facts(out, part[k].name, text, len);
        jh_buf_puts(out, part[k].name);
        jh_buf_add(out, text, len);
    }
    const uint32_t directory = (uint32_t)out->len;
    for (size_t k = 0; k < n; k++) {
        put(out, 4, 0x02014b50);
        put(out, 2, 20);
        put_facts(out, part[k].name, k == given ? data : part[k].text,
            k == given ? size : strlen(part[k].text));
        put(out, 2, 0);
        put(out, 2, 0);
        put(out, 2, 0);
        put(out, 4, 0);
        put(out, 4, offset[k]);
        jh_buf_puts(out, part[k].name);
    }
    const uint32_t end = (uint32_t)out->len;
    put(out, 4, 0x06054b50);
    put(out, 4, 0);
    put(out, 2, (uint32_t)n);
    put(out, 2, (uint32_t)n);
    put(out, 4, end - directory);
    put(out, 4, directory);
    put(out, 2, 0);
}

static void check_book(const char *path)
{
    struct jh_book book;
    if (jh_i_book_read(path, NULL, &book, NULL) != JH_OK)
        return;
    for (size_t k = 0; k < book.n_sheets; k++) {
        const struct jh_grid *g = &book.sheet[k].grid;
        for (size_t c = 0; c < g->n_rows * g->n_columns; c++)
            MUST(g->cell[c] != NULL);
    }
    jh_i_book_release(&book);
}

static void check_sheet(const char *path)
{
    struct jh_sheet sheet;
    if (jh_i_sheet_read(path, NULL, NULL, &sheet, NULL) != JH_OK)
        return;
    for (size_t k = 0; k < sheet.n_rows; k++)
        MUST(sheet.line[k] > 0 && (k == 0 || sheet.line[k] > sheet.line[k - 1]));
    jh_i_sheet_release(&sheet);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { N_XLSX = sizeof xlsx / sizeof *xlsx, N_ODS = sizeof ods / sizeof *ods };
    char path[] = "/tmp/junheng-fuzz-XXXXXX.xlsx", open_path[] = "/tmp/junheng-fuzz-XXXXXX.ods";
    struct jh_buf zip;
    if (size == 0 || size > 1 << 16)
        return 0;
    const size_t given = data[0] % (N_XLSX + 1);
    const bool is_ods = given == N_XLSX;
    char *name = is_ods ? open_path : path;
    jh_buf_init(&zip, 1 << 20);
    if (is_ods)
        pack(N_ODS, ods, 0, (const char *)data + 1, size - 1, &zip);
    else
        pack(N_XLSX, xlsx, given, (const char *)data + 1, size - 1, &zip);
    MUST(jh_buf_status(&zip, NULL) == JH_OK);
    const int file = mkstemps(name, is_ods ? 4 : 5);
    MUST(file >= 0 && write(file, zip.data, zip.len) == (ssize_t)zip.len);
    close(file);
    check_book(name);
    check_sheet(name);
    unlink(name);
    jh_buf_release(&zip);
    return 0;
}
