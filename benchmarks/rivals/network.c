/* The command network by hand: network <file of numbers> <replications> <seed> -> JSON.
 *
 * The file is written by models/network.py. A response is a row of stages; a stage is a set of
 * branches that run side by side; a branch is a row of tasks, or a mission of a pair of units. The
 * token that ends a stage last goes on with the next.
 */
#include "events.h"

enum { MAX_STATIONS = 512, MAX_POOLS = 64, MAX_TYPES = 64, MAX_STAGES = 16, MAX_BRANCHES = 8,
       MAX_TASKS = 8, ARRIVAL = 0, DONE = 1 };

typedef struct { int station; double mu, sigma; } Task;
typedef struct { int n; Task tasks[MAX_TASKS]; } Branch; /* n = 0: the mission */
typedef struct { int n; Branch branches[MAX_BRANCHES]; } Stage;
typedef struct {
    double rate, notice_mu, notice_sigma, transit, stay_mu, stay_sigma;
    int precedence, pool, n;
    Stage stages[MAX_STAGES];
} Type;
typedef struct { int incident, branch, task, next; double stay; } Token;
typedef struct { int type, stage, pending; double arrived; } Incident;
typedef struct { int free, head[4], tail[4]; double busy; } Station;

static Type types[MAX_TYPES];
static Station stations[MAX_STATIONS], pools[MAX_POOLS];
static int teams[MAX_STATIONS], pairs[MAX_POOLS], n_stations, n_pools, n_types;
static double warm_up, horizon, now;
static Token *token;
static Incident *incident;
static int token_room, incident_room, token_used, incident_used, token_free, incident_free;
static long responses, events;
static double response_sum;

static double overlap(double from, double to) {
    from = from > warm_up ? from : warm_up;
    to = to < horizon ? to : horizon;
    return to > from ? to - from : 0;
}

static int new_token(int i, int branch) {
    int t = token_free;
    if (t >= 0) token_free = token[t].next;
    else {
        if (token_used == token_room)
            token = realloc(token, (token_room = 2 * token_room + 256) * sizeof *token);
        t = token_used++;
    }
    token[t] = (Token){.incident = i, .branch = branch};
    return t;
}

static int new_incident(int type) {
    int i = incident_free;
    if (i >= 0) incident_free = incident[i].stage;
    else {
        if (incident_used == incident_room)
            incident = realloc(incident, (incident_room = 2 * incident_room + 256) * sizeof *incident);
        i = incident_used++;
    }
    incident[i] = (Incident){.type = type, .arrived = now};
    return i;
}

static inline Task *task_of(int t) {
    Incident *i = &incident[token[t].incident];
    return &types[i->type].stages[i->stage].branches[token[t].branch].tasks[token[t].task];
}

static inline void serve(Station *s, int t) {
    Task *task = task_of(t);
    double hours = lognormal(task->mu, task->sigma);
    s->busy += overlap(now, now + hours);
    schedule(now + hours, DONE | t << 1);
}

/* A mission: notice, transit, stay, transit; the token's task counts its legs from 0. */
static inline void launch(Station *pool, int t) {
    Type *type = &types[incident[token[t].incident].type];
    double notice = lognormal(type->notice_mu, type->notice_sigma);
    token[t].stay = lognormal(type->stay_mu, type->stay_sigma);
    pool->busy += overlap(now, now + notice + token[t].stay + 2 * type->transit);
    schedule(now + notice, DONE | t << 1);
}

/* Take one from the station or pool, or queue for it. */
static inline int seize(Station *s, int t) {
    if (s->free > 0) { s->free--; return 1; }
    int p = types[incident[token[t].incident].type].precedence;
    token[t].next = -1;
    if (s->head[p] < 0) s->head[p] = t;
    else token[s->tail[p]].next = t;
    s->tail[p] = t;
    return 0;
}

/* Give one back; return the token that has it next, or -1. */
static inline int give_back(Station *s) {
    for (int p = 0; p < 4; p++) {
        int t = s->head[p];
        if (t >= 0) { s->head[p] = token[t].next; return t; }
    }
    s->free++;
    return -1;
}

static inline void begin_branch(int t) {
    Incident *i = &incident[token[t].incident];
    Type *type = &types[i->type];
    Branch *branch = &type->stages[i->stage].branches[token[t].branch];
    token[t].task = 0;
    if (branch->n) {
        Station *s = &stations[branch->tasks[0].station];
        if (seize(s, t)) serve(s, t);
    } else if (seize(&pools[type->pool], t)) launch(&pools[type->pool], t);
}

static void begin_stage(int t) {
    int i = token[t].incident, n = types[incident[i].type].stages[incident[i].stage].n;
    incident[i].pending = n;
    token[t].branch = 0;
    begin_branch(t);
    for (int b = 1; b < n; b++) begin_branch(new_token(i, b));
}

static void end_branch(int t) {
    int at = token[t].incident;
    Incident *i = &incident[at];
    if (--i->pending) { token[t].next = token_free; token_free = t; return; }
    if (++i->stage < types[i->type].n) { begin_stage(t); return; }
    if (i->arrived >= warm_up) { responses++; response_sum += now - i->arrived; }
    i->stage = incident_free;
    incident_free = at;
    token[t].next = token_free;
    token_free = t;
}

static void step(int t) {
    Incident *i = &incident[token[t].incident];
    Type *type = &types[i->type];
    Branch *branch = &type->stages[i->stage].branches[token[t].branch];
    if (!branch->n) {
        int leg = token[t].task++;
        if (leg < 3) {
            schedule(now + (leg == 1 ? token[t].stay : type->transit), DONE | t << 1);
        } else {
            Station *pool = &pools[type->pool];
            int next = give_back(pool);
            if (next >= 0) launch(pool, next);
            end_branch(t);
        }
        return;
    }
    Station *s = &stations[branch->tasks[token[t].task].station];
    int next = give_back(s);
    if (next >= 0) serve(s, next);
    if (++token[t].task == branch->n) { end_branch(t); return; }
    s = &stations[branch->tasks[token[t].task].station];
    if (seize(s, t)) serve(s, t);
}

static void replicate(void) {
    uint32_t what;
    clear_events();
    token_used = incident_used = 0;
    token_free = incident_free = -1;
    for (int i = 0; i < n_stations; i++) stations[i].free = teams[i];
    for (int i = 0; i < n_pools; i++) pools[i].free = pairs[i];
    for (int p = 0; p < 4; p++) {
        for (int i = 0; i < n_stations; i++) stations[i].head[p] = -1;
        for (int i = 0; i < n_pools; i++) pools[i].head[p] = -1;
    }
    for (int k = 0; k < n_types; k++) schedule(exponential(1 / types[k].rate), ARRIVAL | k << 1);
    while (take(&now, &what) && now < horizon) {
        events++;
        int index = what >> 1;
        if (what & 1) { step(index); continue; }
        schedule(now + exponential(1 / types[index].rate), ARRIVAL | index << 1);
        begin_stage(new_token(new_incident(index), 0));
    }
}

static int read_model(const char *path) {
    FILE *f = fopen(path, "r");
    int ok = 1;
    if (!f) return 0;
    ok &= fscanf(f, "%lf %lf %d", &warm_up, &horizon, &n_stations) == 3;
    for (int i = 0; i < n_stations; i++) ok &= fscanf(f, "%d", &teams[i]) == 1;
    ok &= fscanf(f, "%d", &n_pools) == 1;
    for (int i = 0; i < n_pools; i++) ok &= fscanf(f, "%d", &pairs[i]) == 1;
    ok &= fscanf(f, "%d", &n_types) == 1;
    for (int k = 0; k < n_types; k++) {
        Type *t = &types[k];
        ok &= fscanf(f, "%lf %d %d %lf %lf %lf %lf %lf %d", &t->rate, &t->precedence, &t->pool,
                     &t->notice_mu, &t->notice_sigma, &t->transit, &t->stay_mu, &t->stay_sigma,
                     &t->n) == 9;
        for (int s = 0; s < t->n; s++) {
            ok &= fscanf(f, "%d", &t->stages[s].n) == 1;
            for (int b = 0; b < t->stages[s].n; b++) {
                Branch *branch = &t->stages[s].branches[b];
                ok &= fscanf(f, "%d", &branch->n) == 1;
                for (int j = 0; j < branch->n; j++)
                    ok &= fscanf(f, "%d %lf %lf", &branch->tasks[j].station, &branch->tasks[j].mu,
                                 &branch->tasks[j].sigma) == 3;
            }
        }
    }
    fclose(f);
    return ok;
}

int main(int argc, char **argv) {
    if (argc != 4 || !read_model(argv[1])) return 2;
    int replications = atoi(argv[2]);
    double all_teams = 0, all_pairs = 0;
    for (int i = 0; i < n_stations; i++) all_teams += teams[i];
    for (int i = 0; i < n_pools; i++) all_pairs += pairs[i];
    seed(strtoull(argv[3], 0, 10));
    double began = cpu_now();
    printf("{\"rows\": [");
    for (int r = 0; r < replications; r++) {
        double teams_busy = 0, pairs_busy = 0;
        responses = 0;
        response_sum = 0;
        for (int i = 0; i < n_stations; i++) stations[i].busy = 0;
        for (int i = 0; i < n_pools; i++) pools[i].busy = 0;
        replicate();
        for (int i = 0; i < n_stations; i++) teams_busy += stations[i].busy;
        for (int i = 0; i < n_pools; i++) pairs_busy += pools[i].busy;
        printf("%s[%.9g, %.9g, %.9g]", r ? ", " : "", response_sum / responses,
               teams_busy / (all_teams * (horizon - warm_up)),
               pairs_busy / (all_pairs * (horizon - warm_up)));
    }
    printf("], \"cpu_s\": %.6f, \"events\": %ld}\n", cpu_now() - began, events);
    return 0;
}
