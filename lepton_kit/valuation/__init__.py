"""What each data partner is worth to a model: the two halves of the course meet. Importing it loads no Keras."""
# ruff: noqa: F401, I001 - a face offers what it imports

from lepton_kit.partnership.games import banzhaf, shapley, shapley_sample
from lepton_kit.valuation.coalition_enumeration import CoalitionError, CoalitionWarning
from lepton_kit.valuation.coalition_enumeration import coalition_results, coalition_worths, members_of
from lepton_kit.valuation.coalition_training import CHANCE, Recipe, Trainer
from lepton_kit.valuation.data_split import CANDIDATES, SEEDS, DataPartner, DataPartners, data_partners
from lepton_kit.valuation.few_trainings import ShapleyWithProxy, shapley_with_proxy, shortlist
from lepton_kit.valuation.linear_proxies import LinearProxy, linear_proxy
from lepton_kit.valuation.stored_predictions import StoredGame, stored_game, stored_worths
from lepton_kit.valuation.worker_threads import ONE_THREAD, one_thread
