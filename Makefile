# ppagent: `make demo` and `make test` do all the set-up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: setup system osworld train-setup train-apps demo test check format clean

setup: system $(STAMP)

system:
	@sh tools/setup-system.sh

$(STAMP): pyproject.toml constraints.txt
	@sh tools/setup-python.sh $(PYTHON) $(VENV)
	@touch $@

# The main job on a real desktop: open the settings, ask the X server whether they are, write the report.
demo: setup
	@$(BIN)/ppagent run --env xfce --task "open settings" \
		--check "xdotool search --onlyvisible --name '^Settings$$'"

# Also installs the programs that OSWorld's own tasks need.
osworld: setup
	@sh tools/setup-system.sh osworld

# Also installs the toolkits, themes and fonts that training screens are drawn with.
train-setup: setup
	@sh tools/setup-system.sh train

# All that train-setup installs, and the programs that training screens are taken of.
train-apps: setup
	@sh tools/setup-system.sh train-apps

test: setup
	$(BIN)/pytest -q

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
