#include "choice/dense.h"

#include <math.h>

size_t jh_i_cholesky(size_t n, const double *a, double least_frac, double *out)
{
    for (size_t i = 0; i < n; i++) {
        double diagonal = a[i * n + i];
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * n + j];
            for (size_t k = 0; k < j; k++)
                sum -= out[i * n + k] * out[j * n + k];
            if (j < i)
                out[i * n + j] = sum / out[j * n + j];
            else if (sum > least_frac * diagonal && sum > 0)
                out[i * n + i] = sqrt(sum);
            else
                return i;
        }
    }
    return n;
}

void jh_i_cholesky_solve(size_t n, const double *factor, double *x)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            x[i] -= factor[i * n + k] * x[k];
        x[i] /= factor[i * n + i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            x[i] -= factor[k * n + i] * x[k];
        x[i] /= factor[i * n + i];
    }
}

void jh_i_cholesky_inverse(size_t n, const double *factor, double *out)
{
    for (size_t i = 0; i < n; i++) {
        double *row = out + i * n;
        for (size_t j = 0; j < n; j++)
            row[j] = i == j ? 1 : 0;
        jh_i_cholesky_solve(n, factor, row);
    }
}
