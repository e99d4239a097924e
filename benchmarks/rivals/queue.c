/* M/M/c by hand: queue <rate> <servers> <customers> <seed> -> one line of JSON. */
#include "events.h"

enum { ARRIVAL = 0 }; /* payload 1 + k: server k is done */

int main(int argc, char **argv) {
    if (argc != 5) return 2;
    double rate = atof(argv[1]);
    int servers = atoi(argv[2]);
    long customers = atol(argv[3]), arrived = 0, done = 0, events = 0;
    seed(strtoull(argv[4], 0, 10));
    double began = cpu_now(), now, total = 0;
    uint32_t what, room = 1 << 10, head = 0, tail = 0;
    double *waiting = malloc(room * sizeof *waiting), *in_hand = malloc(servers * sizeof *in_hand);
    int *idle = malloc(servers * sizeof *idle), n_idle = servers;
    for (int i = 0; i < servers; i++) idle[i] = i;
    schedule(exponential(1 / rate), ARRIVAL);
    while (take(&now, &what)) {
        events++;
        if (what == ARRIVAL) {
            if (n_idle > 0) {
                int k = idle[--n_idle];
                in_hand[k] = now;
                schedule(now + exponential(1), 1 + k);
            } else {
                if (tail - head == room) { /* unroll the ring into one of twice the size */
                    double *larger = malloc(2 * room * sizeof *larger);
                    for (uint32_t i = 0; i < room; i++) larger[i] = waiting[(head + i) & (room - 1)];
                    free(waiting);
                    waiting = larger;
                    head = 0;
                    tail = room;
                    room *= 2;
                }
                waiting[tail++ & (room - 1)] = now;
            }
            if (++arrived < customers) schedule(now + exponential(1 / rate), ARRIVAL);
        } else {
            int k = what - 1;
            total += now - in_hand[k];
            done++;
            if (head != tail) {
                in_hand[k] = waiting[head++ & (room - 1)];
                schedule(now + exponential(1), 1 + k);
            } else {
                idle[n_idle++] = k;
            }
        }
    }
    printf("{\"cpu_s\": %.6f, \"n\": %ld, \"mean\": %.9g, \"events\": %ld}\n",
           cpu_now() - began, done, total / done, events);
    return 0;
}
