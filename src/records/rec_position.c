#include "records/rec_internal.h"

void jh_i_rec_position(const struct jh_i_rec_batch *batch, size_t row, size_t wanted,
    int64_t *out_line, int64_t *out_column)
{
    const struct jh_i_rec_layout *layout = &batch->reader->shape[batch->file].layout;
    const unsigned char *p = (const unsigned char *)batch->bytes + batch->row[row].at;
    const unsigned char *line = p;
    uint32_t column = 0, sought = 0;
    for (size_t v = 0; v < layout->n_wanted; v++)
        if (layout->visit[v].place == wanted)
            sought = layout->visit[v].column;
    *out_line = jh_i_rec_line(batch, row);
    /* The row is well-formed: a quote opens a field or closes it, or stands in a bare one. */
    for (bool begins = true, inside = false; column < sought; p++) {
        if (inside) {
            inside = *p != '"' || p[1] == '"';
            p += *p == '"' && inside;
        } else if (begins && *p == '"') {
            inside = true;
        }
        begins = !inside && *p == layout->separator;
        column += begins;
        if (*p == '\n') {
            ++*out_line;
            line = p + 1;
        }
    }
    *out_column = (int64_t)jh_i_rec_characters(layout->charset, line, p) + 1;
}
