#include "evaluate/dist.h"

#include <math.h>

#include "base/num.h"

enum { MAX_TERMS = 10000, BISECTIONS = 200 };
static const double tiny = 1e-300, eps = 1e-16;

double jh_i_normal_cdf(double z)
{
    return 0.5 * erfc(-z / sqrt(2.0));
}

/* The x in [low, high] where an increasing function of (x, a) reaches p. */
static double invert(double (*cdf)(double x, double a), double a, double p, double low, double high)
{
    for (int i = 0; i < BISECTIONS; i++) {
        double middle = 0.5 * (low + high);
        if (!(middle > low && middle < high))
            break;
        if (cdf(middle, a) < p)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

static double normal_of(double z, double unused)
{
    (void)unused;
    return jh_i_normal_cdf(z);
}

double jh_i_normal_quantile(double p)
{
    /* The lower half keeps its digits; the upper one is its mirror. */
    return p <= 0.5 ? invert(normal_of, 0, p, -40, 0) : -invert(normal_of, 0, 1 - p, -40, 0);
}

/* Regularised incomplete gamma P(a, x) by its series, x < a + 1. */
static double gamma_series(double a, double x)
{
    double term = 1 / a, sum = term;
    for (int n = 1; n < MAX_TERMS && term > sum * eps; n++) {
        term *= x / (a + n);
        sum += term;
    }
    return sum * exp(-x + a * log(x) - jh_log_gamma(a));
}

/* Q(a, x) by its continued fraction (Lentz), x >= a + 1. */
static double gamma_fraction(double a, double x)
{
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
    for (int n = 1; n < MAX_TERMS; n++) {
        double an = -n * (n - a);
        b += 2;
        d = an * d + b;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = b + an / c;
        c = fabs(c) < tiny ? tiny : c;
        h *= d * c;
        if (fabs(d * c - 1) < eps * 4)
            break;
    }
    return h * exp(-x + a * log(x) - jh_log_gamma(a));
}

double jh_i_chi2_lower(double x, double df)
{
    double a = df / 2, y = x / 2;
    if (!(y > 0))
        return 0;
    return y < a + 1 ? gamma_series(a, y) : 1 - gamma_fraction(a, y);
}

double jh_i_chi2_upper(double x, double df)
{
    double a = df / 2, y = x / 2;
    if (!(y > 0))
        return 1;
    return y < a + 1 ? 1 - gamma_series(a, y) : gamma_fraction(a, y);
}

double jh_i_chi2_quantile(double p, double df)
{
    double high = df + 1;
    while (jh_i_chi2_lower(high, df) < p)
        high *= 2;
    return invert(jh_i_chi2_lower, df, p, 0, high);
}

double jh_i_poisson_cdf(double n, double mean)
{
    return n < 0 ? 0 : jh_i_chi2_upper(2 * mean, 2 * (n + 1));
}

double jh_i_poisson_pmf(double n, double mean)
{
    return exp(n * log(mean) - mean - jh_log_gamma(n + 1));
}

static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 - (a + b) * x / (a + 1), h;
    d = 1 / (fabs(d) < tiny ? tiny : d);
    h = d;
    for (int m = 1; m < MAX_TERMS; m++) {
        double step[2] = {m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))};
        double last = 1;
        for (int i = 0; i < 2; i++) {
            d = 1 + step[i] * d;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = 1 + step[i] / c;
            c = fabs(c) < tiny ? tiny : c;
            last = d * c;
            h *= last;
        }
        if (fabs(last - 1) < eps * 4)
            break;
    }
    return h;
}

/* Regularised incomplete beta I_x(a, b); y = 1 - x keeps its digits near x = 1. */
static double beta_lower(double a, double b, double x, double y)
{
    if (x <= 0 || y <= 0)
        return x <= 0 ? 0 : 1;
    double front =
        exp(jh_log_gamma(a + b) - jh_log_gamma(a) - jh_log_gamma(b) + a * log(x) + b * log(y));
    return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a
                                     : 1 - front * beta_fraction(b, a, y) / b;
}

double jh_i_t_two_sided(double t, double df)
{
    double t2 = t * t;
    return isinf(t2) ? 0 : beta_lower(df / 2, 0.5, df / (df + t2), t2 / (df + t2));
}

static double t_within(double t, double df)
{
    return 1 - jh_i_t_two_sided(t, df);
}

double jh_i_t_critical(double level, double df)
{
    double high = 2;
    while (t_within(high, df) < level && high < 1e15)
        high *= 2;
    return invert(t_within, df, level, 0, high);
}

double jh_i_f_upper(double f, double df1, double df2)
{
    if (!(f > 0))
        return 1;
    return beta_lower(df2 / 2, df1 / 2, df2 / (df2 + df1 * f), df1 * f / (df2 + df1 * f));
}

double jh_i_binomial_cdf(double k, double size, double p)
{
    return k < 0 ? 0 : k >= size ? 1 : beta_lower(size - k, k + 1, 1 - p, p);
}
