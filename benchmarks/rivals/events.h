/* What both C programs share: the event list and the random numbers.
 *
 * Event list: a 4-ary heap of 128-bit keys, time above sequence and payload. A non-negative double
 * sorts like its bits. Removing leaves a hole at the top that the next entry fills, in one pass.
 * Random numbers: xoshiro256++, exponential by inversion, normal by a ziggurat of 128 layers.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef unsigned __int128 key_t128;
#define PAYLOAD_BITS 24

static key_t128 *heap;
static int heap_n, heap_room, heap_hole;
static uint64_t heap_sequence;

static inline double key_time(key_t128 key) {
    uint64_t bits = (uint64_t)(key >> 64);
    double time;
    memcpy(&time, &bits, 8);
    return time;
}

static inline void sink(key_t128 key) {
    int i = 0, child = 1;
    while (child + 3 < heap_n) {
        key_t128 a = heap[child], b = heap[child + 1], c = heap[child + 2], d = heap[child + 3];
        int right = b < a, last = d < c;
        a = right ? b : a;
        c = last ? d : c;
        int upper = c < a;
        int best = child + (upper ? 2 + last : right);
        a = upper ? c : a;
        if (key < a) { heap[i] = key; return; }
        heap[i] = a;
        i = best;
        child = 4 * i + 1;
    }
    if (child < heap_n) {
        int best = child;
        for (int k = child + 1; k < heap_n; k++) if (heap[k] < heap[best]) best = k;
        if (heap[best] < key) { heap[i] = heap[best]; i = best; }
    }
    heap[i] = key;
}

static inline void schedule(double time, uint32_t payload) {
    uint64_t bits;
    memcpy(&bits, &time, 8);
    key_t128 key = ((key_t128)bits << 64) | (heap_sequence++ << PAYLOAD_BITS) | payload;
    if (heap_hole) { heap_hole = 0; sink(key); return; }
    if (heap_n == heap_room) {
        heap_room = heap_room ? 2 * heap_room : 1024;
        heap = realloc(heap, heap_room * sizeof *heap);
    }
    int i = heap_n++;
    while (i > 0) {
        int parent = (i - 1) >> 2;
        if (heap[parent] < key) break;
        heap[i] = heap[parent];
        i = parent;
    }
    heap[i] = key;
}

/* Take the earliest entry; 0 when there is none. */
static inline int take(double *time, uint32_t *payload) {
    if (heap_hole) {
        heap_hole = 0;
        heap_n--;
        if (heap_n > 0) sink(heap[heap_n]);
    }
    if (heap_n == 0) return 0;
    *time = key_time(heap[0]);
    *payload = (uint32_t)heap[0] & ((1u << PAYLOAD_BITS) - 1);
    heap_hole = 1;
    return 1;
}

static void clear_events(void) { heap_n = heap_hole = 0; heap_sequence = 0; }

static uint64_t rng_state[4];

static inline uint64_t turned(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

static inline uint64_t bits64(void) {
    uint64_t *s = rng_state, result = turned(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t;
    s[3] = turned(s[3], 45);
    return result;
}

static inline double uniform(void) { return ((bits64() >> 12) + 0.5) * 0x1p-52; }

static inline double exponential(double mean) { return -mean * log(uniform()); }

#define LAYERS 128
#define TAIL 3.442619855899
static double layer_x[LAYERS + 1], layer_f[LAYERS + 1];

static void seed(uint64_t number) {
    for (int i = 0; i < 4; i++) { /* SplitMix64 */
        uint64_t z = (number += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        rng_state[i] = z ^ (z >> 31);
    }
    const double area = 9.91256303526217e-3;
    layer_x[0] = area / exp(-0.5 * TAIL * TAIL);
    layer_x[1] = TAIL;
    for (int i = 2; i < LAYERS; i++) {
        double x = layer_x[i - 1];
        layer_x[i] = sqrt(-2 * log(area / x + exp(-0.5 * x * x)));
    }
    layer_x[LAYERS] = 0;
    for (int i = 0; i <= LAYERS; i++) layer_f[i] = exp(-0.5 * layer_x[i] * layer_x[i]);
}

static inline double normal(void) {
    for (;;) {
        uint64_t bits = bits64();
        int i = bits & (LAYERS - 1);
        double u = (double)((int64_t)bits >> 11) * 0x1p-52; /* -1 to 1 */
        double x = u * layer_x[i];
        if (fabs(x) < layer_x[i + 1]) return x;
        if (i == 0) {
            double a, b;
            do {
                a = -log(uniform()) / TAIL;
                b = -log(uniform());
            } while (2 * b < a * a);
            return u > 0 ? TAIL + a : -TAIL - a;
        }
        if (layer_f[i] + uniform() * (layer_f[i + 1] - layer_f[i]) < exp(-0.5 * x * x)) return x;
    }
}

static inline double lognormal(double mu, double sigma) { return exp(mu + sigma * normal()); }

static double cpu_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}
