# make demo [PAPERS=folder], make test, make check, make evaluate. Everything sets itself up on first use.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PAPERS ?= examples/papers
# Processes that run tests: one more than there are usually cores, since many a test waits for a process or a clock.
WORKERS ?= 3
READY := $(VENV)/.ready

# No model or data is ever fetched from a hub, and idle threads sleep instead of spinning on shared cores.
export HF_HUB_OFFLINE := 1
export OMP_WAIT_POLICY := PASSIVE

.PHONY: demo test check packages evaluate baselines bench format sbom audit lock clean

demo: $(READY)
	$(BIN)/minutebook demo "$(PAPERS)"

test: $(READY)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: $(READY) packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Nothing is installed that is not pinned, and nothing runs at the start of Python that nobody has read.
packages: $(READY)
	$(BIN)/python .ci/packages.py

# Golden questions over the sample papers and, where they lie beside the project, over the shared ones, each run
# held against its baseline in docs/baselines. A change that is meant to move them makes them anew.
evaluate: $(READY)
	.ci/evaluate

baselines: $(READY)
	.ci/evaluate --baselines

bench: $(READY)
	$(BIN)/python -m eval.speed examples/papers examples/golden/questions.jsonl
	$(BIN)/python -m eval.throughput examples/papers
	$(BIN)/python -m eval.briefing_speed

# What the service is made of, for whoever has to know: a CycloneDX list of the packages in the environment. The tool
# has an environment of its own, so that it is not part of what it lists.
sbom: $(READY)
	test -x $(VENV)/tools/bin/cyclonedx-py || $(PYTHON) -m venv $(VENV)/tools
	$(VENV)/tools/bin/pip install --quiet --disable-pip-version-check cyclonedx-bom==7.5.0
	$(VENV)/tools/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o sbom.json $(BIN)/python

# Known faults of the very versions that the service is installed with; asks the package index, so it needs the network.
# Accepted ones stand in docs/security.md with their reasons.
audit: $(READY)
	.ci/audit

# Every package with the hash of its file, after constraints.txt has changed.
lock: $(READY)
	.ci/lock

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# torch comes first and alone: in any other order pip takes the build with several GB of CUDA libraries. pip compiles
# every module: the child processes of readers write nothing, so what is not compiled they would compile each time.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(READY)

clean:
	rm -rf $(VENV) sbom.json demo-library demo-output runs build *.egg-info
