# Espace fédéral. The README says what each of these is for; everything they install stays in this folder.
# make run · make test · make check · make bench · make screenshots · make requirements · make clean

PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/pip --disable-pip-version-check --quiet --quiet
NPM_FLAGS := --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
UV_FLAGS := --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate --no-header --quiet

# Each stamp lives in the folder it speaks of: deleting the folder deletes the stamp.
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
NODE := node_modules/.installed
NODE_DEV := node_modules/.installed-dev

.DELETE_ON_ERROR:
.PHONY: help run test check bench screenshots install install-dev static requirements clean

help:
	@echo "make run           installe ce qui manque et démarre l'espace sur http://localhost:8000"
	@echo "make test          toutes les vérifications et tous les tests"
	@echo "make check         les vérifications rapides : style, types, règles de la maison"
	@echo "make bench         mesure chaque page et écrit le tableau du README"
	@echo "make screenshots   reprend les images du README dans docs/screenshots/"
	@echo "make requirements  recalcule les versions figées (UPGRADE=1 : prend les plus récentes)"
	@echo "make clean         enlève ce que make a installé ; les données de instance/ restent"

run: install
	@exec $(VENV)/bin/python tools/run.py

test: install-dev $(NODE_DEV) static
	@exec $(VENV)/bin/python tools/test.py

check: install-dev static
	@exec $(VENV)/bin/python tools/test.py --quick

bench: install
	@$(VENV)/bin/python -m benchmarks.pages

screenshots: install-dev static
	@$(VENV)/bin/python tools/screenshots.py

install: $(RUNTIME) static
install-dev: $(DEV)

# The script decides whether there is anything to build: it knows which icons the templates name.
static: $(RUNTIME) $(NODE)
	@$(VENV)/bin/python tools/build_static.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Il faut Python 3.11 ou plus récent (make PYTHON=python3.12 … en désigne un autre)."; exit 1; }
	@echo "Création de l'environnement Python…"
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "Sur Debian ou Ubuntu : apt-get install python3-venv, puis recommencer."; exit 1; }

$(RUNTIME): requirements.txt | $(VENV)/bin/python
	@echo "Installation des composants Python…"
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@echo "Installation des outils de test…"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

# npm of the machine, or the one that a Python package carries. A first `make run` takes no test tool.
define npm-ci
	@echo "Installation des composants d'interface…"
	@if npm --version >/dev/null 2>&1; then npm ci $(NPM_FLAGS) $(1) >/dev/null; else \
		echo "npm manque sur cette machine : installation dans $(VENV) (environ 200 Mo)…" \
		&& $(PIP) install --require-hashes -r requirements-node.txt \
		&& PATH="$(CURDIR)/$(VENV)/bin:$$PATH" npm ci $(NPM_FLAGS) $(1) >/dev/null; fi
endef

$(NODE): package-lock.json | $(VENV)/bin/python
	$(call npm-ci,--omit=dev)
	@touch $@

$(NODE_DEV): package-lock.json | $(VENV)/bin/python
	$(call npm-ci)
	@touch $(NODE) $@

requirements: $(RUNTIME)
	@echo "Calcul des versions figées…"
	@$(PIP) install uv
	@$(VENV)/bin/uv pip compile $(UV_FLAGS) $(if $(UPGRADE),--upgrade) requirements.in -o requirements.txt
	@$(VENV)/bin/uv pip compile $(UV_FLAGS) $(if $(UPGRADE),--upgrade) requirements-dev.in -o requirements-dev.txt
	@$(VENV)/bin/uv pip compile $(UV_FLAGS) $(if $(UPGRADE),--upgrade) requirements-node.in -o requirements-node.txt

clean:
	@rm -rf $(VENV) node_modules static/vendor static/.vendor-new .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
