# A data build with make: three sources in, one audited and sharded training set out.
#
#     make -j2 -f samples/pipeline.mk OUT=build/pipeline
#
# Copy it and change the sources. Why it holds together:
#   - prefkit writes to a temporary file, syncs it and renames it, so a target is either whole or not there: a run that
#     is killed or fails leaves no half of a file, and .DELETE_ON_ERROR is not needed.
#   - prefkit gives the same bytes for the same input, so a rebuild changes nothing that its input did not change.
#   - --depfile has prefkit write down what it really read; make reads that at the next run.
#   - The audit leaves a stamp only where its gates let the data pass. The shards need the stamp, so a tripped gate
#     (status 1) stops the build before them; damaged input (65) stops it earlier still.

PREFKIT ?= prefkit
OUT ?= build/pipeline
# Where the sources and the limits are: beside this file, unless told otherwise.
HERE := $(dir $(lastword $(MAKEFILE_LIST)))
IN ?= $(HERE:/=)
GATES ?= $(HERE)../schemas/default-gates.json

# Each source is one name: its raw file and its dialect, found by $(RAW_name) and $(FORMAT_name).
SOURCES := hh trl pandalm
RAW_hh := $(IN)/hh-style.jsonl
RAW_trl := $(IN)/trl-conversational.jsonl
RAW_pandalm := $(IN)/pandalm-style.json
FORMAT_hh := hh-rlhf
FORMAT_trl := trl
FORMAT_pandalm := pandalm

CANONICAL := $(SOURCES:%=$(OUT)/%.jsonl.gz)
UNIQUE := $(OUT)/unique.jsonl.gz
PASSED := $(OUT)/audit.passed
SHARDS := $(OUT)/shards/manifest.json

.PHONY: all
all: $(SHARDS)

$(OUT):
	mkdir -p $@

# Source to canonical. Every source is a chain of its own: -j runs them side by side, touching one leaves the others.
# The folder stands after the bar because its time changes with every file in it, which must not rebuild anything.
.SECONDEXPANSION:
$(CANONICAL): $(OUT)/%.jsonl.gz: $$(RAW_$$*) | $(OUT)
	$(PREFKIT) ingest $< --format $(FORMAT_$*) --dataset $* -o $@ --depfile $@.d --quiet

# One set without exact duplicates; what was left out, and for which row, is in removed.jsonl.
$(UNIQUE): $(CANONICAL)
	$(PREFKIT) dedup --exact $(CANONICAL) -o $@ --removed $(OUT)/removed.jsonl --depfile $@.d --quiet

# The gate. A failing audit still writes its reports, for they say what is wrong; so the report cannot be the target,
# or the next run of make would take it for a pass. The stamp can: it is touched only after status 0.
$(PASSED): $(UNIQUE) $(GATES)
	rm -f $@
	$(PREFKIT) audit $(UNIQUE) --gates $(GATES) \
	  --report $(OUT)/report.json --report $(OUT)/report.html --report $(OUT)/report.xml \
	  --depfile $@.d --quiet
	touch $@

# The shards. A folder's time says little, so the target is the manifest, which is written last.
$(SHARDS): $(UNIQUE) $(PASSED)
	$(PREFKIT) shard $(UNIQUE) -o $(@D) --shards 4 --split train=0.9,test=0.1 --shuffle --seed 7 --force \
	  --depfile $(OUT)/shards.d --quiet

# What prefkit wrote down with --depfile; absent at the first run.
-include $(wildcard $(OUT)/*.d)
