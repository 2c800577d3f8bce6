/* machines.c: batches between processes, by MPI where the build has it (make MPI=1). */
#include "cli/machines.h"

#ifndef CM_MPI

void cm_machines_begin(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
}

void cm_machines_end(void)
{
}

bool cm_machines_first(void)
{
    return true;
}

bool cm_machines_several(void)
{
    return false;
}

cm_status cm_machines_judge(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_simulate_options *options, cm_judgement *judgement)
{
    return cm_judge(ctx, arena, claim, options, judgement);
}

#else

#include <mpi.h>
#include <stdint.h>
#include <stdlib.h>

enum { TAG_HEAD, TAG_BATCH, TAG_REASON, TAG_GO_ON };

static int rank, size = 1;
static bool dismissed;               /* the first process wants no more */

void cm_machines_begin(int *argc, char ***argv)
{
    int had;
    (void)MPI_Init_thread(argc, argv, MPI_THREAD_SERIALIZED, &had);
    (void)MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    (void)MPI_Comm_size(MPI_COMM_WORLD, &size);
}

void cm_machines_end(void)
{
    (void)MPI_Finalize();
}

bool cm_machines_first(void)
{
    return rank == 0;
}

bool cm_machines_several(void)
{
    return size > 1;
}

/* ---- the others: a batch is sent, and the first says whether to go on ---- */

static cm_status send_batch(cm_ctx *ctx, void *data, size_t batch, const cm_sums *sums)
{
    double head[2] = { CM_OK, sums->draws };
    int go_on = 0;
    (void)data;
    (void)batch;
    (void)MPI_Send(head, 2, MPI_DOUBLE, 0, TAG_HEAD, MPI_COMM_WORLD);
    (void)MPI_Send(sums->flat, (int)sums->count, MPI_DOUBLE, 0, TAG_BATCH, MPI_COMM_WORLD);
    (void)MPI_Recv(&go_on, 1, MPI_INT, 0, TAG_GO_ON, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    dismissed = !go_on;
    return go_on ? CM_OK : cm_fail(ctx, CM_E_INTERRUPT, "the first process has ended");
}

/* A process that cannot go on tells why in place of its next batch; the first then ends, too. */
static void send_reason(const cm_ctx *ctx)
{
    double head[2] = { ctx->status, 0 };
    int ignored;
    (void)MPI_Send(head, 2, MPI_DOUBLE, 0, TAG_HEAD, MPI_COMM_WORLD);
    (void)MPI_Send(ctx->message, (int)sizeof ctx->message, MPI_CHAR, 0, TAG_REASON, MPI_COMM_WORLD);
    (void)MPI_Recv(&ignored, 1, MPI_INT, 0, TAG_GO_ON, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

/* ---- the first: its own batches are computed, the others' received ---- */

typedef struct gathering {
    const cm_store *own;             /* where the first process keeps all of them; NULL: nowhere */
    size_t *next;                    /* of each process: the batch it sends next */
} gathering;

static bool is_elsewhere(void *data, size_t batch)
{
    const gathering *g = data;
    return batch % (size_t)size != 0 || (g->own != NULL && g->own->have(g->own->data, batch));
}

/* A batch that nobody wants any more. */
static void discard(int from)
{
    MPI_Status about;
    int count = 0;
    double *room;
    (void)MPI_Probe(from, TAG_BATCH, MPI_COMM_WORLD, &about);
    (void)MPI_Get_count(&about, MPI_DOUBLE, &count);
    room = malloc((size_t)count * sizeof *room + 1);
    if (room != NULL) (void)MPI_Recv(room, count, MPI_DOUBLE, from, TAG_BATCH, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    free(room);
}

/* One message of a process: a batch, into sums unless that is NULL, or the reason why there is none. */
static cm_status receive(cm_ctx *ctx, gathering *g, int from, cm_sums *sums, int go_on)
{
    double head[2];
    char reason[sizeof ctx->message];
    cm_status status;
    (void)MPI_Recv(head, 2, MPI_DOUBLE, from, TAG_HEAD, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    status = (cm_status)head[0];
    if (status != CM_OK) (void)MPI_Recv(reason, (int)sizeof reason, MPI_CHAR, from, TAG_REASON, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    else if (sums == NULL) discard(from);
    else (void)MPI_Recv(sums->flat, (int)sums->count, MPI_DOUBLE, from, TAG_BATCH, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    (void)MPI_Send(&go_on, 1, MPI_INT, from, TAG_GO_ON, MPI_COMM_WORLD);
    if (status != CM_OK) g->next[from] = SIZE_MAX;
    if (sums == NULL) return CM_OK;
    if (status != CM_OK) return cm_fail(ctx, status, "%s", reason);
    sums->draws = head[1];
    return CM_OK;
}

static cm_status load(cm_ctx *ctx, void *data, size_t batch, cm_sums *sums)
{
    gathering *g = data;
    int from = (int)(batch % (size_t)size);
    cm_status status;
    if (from == 0) return g->own->load(ctx, g->own->data, batch, sums);
    status = receive(ctx, g, from, sums, 1);
    if (status != CM_OK) return status;
    g->next[from] = batch + (size_t)size;
    return g->own != NULL && !g->own->have(g->own->data, batch) ? g->own->save(ctx, g->own->data, batch, sums) : CM_OK;
}

static cm_status keep(cm_ctx *ctx, void *data, size_t batch, const cm_sums *sums)
{
    const gathering *g = data;
    return g->own != NULL ? g->own->save(ctx, g->own->data, batch, sums) : CM_OK;
}

/* Those that still have batches to send are told to stop. */
static void dismiss(cm_ctx *ctx, gathering *g, uint64_t draws)
{
    size_t count = cm_batches_of(draws).count;
    for (int from = 1; from < size; from++) {
        if (g->next[from] < count) (void)receive(ctx, g, from, NULL, 0);
    }
}

static cm_status judge_first(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_simulate_options *options, cm_judgement *judgement)
{
    gathering *g = CM_NEW(ctx, arena, 1, gathering);
    cm_store store = { .data = g, .have = is_elsewhere, .load = load, .save = keep };
    cm_simulate_options all = *options;
    cm_status status = ctx->status;
    if (g == NULL) return status;
    g->next = CM_NEW(ctx, arena, (size_t)size, size_t);
    if (g->next == NULL) return ctx->status;
    g->own = options->store;
    for (int i = 0; i < size; i++) g->next[i] = (size_t)i;
    all.store = &store;
    status = cm_judge(ctx, arena, claim, &all, judgement);
    dismiss(ctx, g, claim->random ? options->draws : 1);
    return status;
}

cm_status cm_machines_judge(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_simulate_options *options, cm_judgement *judgement)
{
    cm_store store = { .save = send_batch };
    cm_simulate_options mine = *options;
    cm_status status;
    if (size == 1) return cm_judge(ctx, arena, claim, options, judgement);
    if (rank == 0) return judge_first(ctx, arena, claim, options, judgement);
    mine.store = &store;
    mine.part = (size_t)rank;
    mine.parts = (size_t)size;
    mine.progress = NULL;
    mine.enough = NULL;
    status = cm_judge_run(ctx, arena, claim, &mine, judgement);
    if (status != CM_OK && !dismissed) send_reason(ctx);
    return status;
}

#endif
