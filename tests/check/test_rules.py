"""Each exact rule on sentences whose answer can be judged by eye."""

import pytest

from paperledge.check.case import Case
from paperledge.check.passages import read_windows
from paperledge.check.rules import FAULTS, find_faults

PAPER = (
    "We show that our method outperforms BERT on three GLUE tasks by 2.5%, but it does not "
    "help in low-resource languages."
)
BEATS = "Our method outperforms BERT on three GLUE tasks."
SLEEP = "Results suggest that caffeine may be associated with better sleep in mice."
CROSSED = "LossY and GainX measure cost and time, respectively."
MADE = "It made diverse seed molecules and predicted 67 toxic properties."
TOYS = "It gets 98% accuracy on toys and human agreement on real data."
ODDS = "It achieves an execution rate of 96% and a success rate of 80% on GPT-4."
WIN = "A mean of prompts wins more comparisons than labeled scaling on all pairs."


def faults_of(claim: str, passage: str, known: str = "") -> set[str]:
    window = read_windows([passage])[0]
    return {fault.rule for fault in find_faults(Case(claim, window, known)) if fault.weight >= 0.5}


TRUE = [
    (PAPER, PAPER),
    (PAPER.replace("We show that our", "The team shows that their").replace("does not", "doesn't"), PAPER),
    (PAPER.replace("outperforms", "beats").replace("three", "3").replace("2.5%", "2.50 percent"), PAPER),
    ("Results suggest that caffeine might be associated with better sleep in mice.", SLEEP),
    ("The results suggest that caffeine may be linked with better sleep in mice.", SLEEP),
    ("Large language models, or LLMs, are used widely.", "LLMs are widely used."),
    ("Large language models are used widely.", "LLMs are utilized widely."),
    ("They use a data set of 1.2 million images.", "We utilize a dataset of 1,200,000 images."),
    ("The model is about 90 percent accurate.", "The model is 89.7% accurate."),
    ("It runs twice as fast.", "It runs 2x as fast."),
    ("They build a finetuned model in two stages.", "We build a fine-tuned model in 2 stages."),
    ("BERT is outperformed by their method.", "Our method outperforms BERT."),
    ("On GLUE, their method outperforms BERT.", "Our method outperforms BERT on GLUE."),
    ("The number of hits above 0.6 rose from 34 to 55.", "The number of hits > 0.6 increased from 34 to 55."),
    ("Recall improves on all tasks.", "The filter improves recall on all tasks."),
    ("Eight models were tested against GPT-4.", "We test eight models against GPT-4."),
    ("A maze has a path of 11.4 cm.", "A maze has a path of 114 mm."),
    ("It has an execution rate of 96% and a success rate of 80% on GPT-4.", ODDS),
    ("It covers 4 levels of difficulty, from easy to hard.", "It covers 4 easy-to-hard difficulty levels."),
    ("After training, errors drop.", "Errors drop after training."),
    ("The authors derive a bound on the error.", "We derive a bound on the error."),
    ("Stress screening is cheap.", "Screening for stress is cheap."),
    ("The pilot applies three models to 269 talks.",
     "Using TED talk scripts, a pilot on 269 talks applies three models."),
    ("Among the results can be mass loss, shared harm and a lack of trust.",
     "The result can include false consensus, shared harm, mass loss, and a lack of trust."),
    ("It handles features relevant to expression from images.",
     "It handles expression-relevant features from images."),
    ("A Vision Transformer is tuned on spectra.",
     "Vision Transformers (ViTs) are new. A ViT is tuned on spectra."),
    ("Indicators are updated every year.", "Indicators are updated annually."),
    ("Spectra are converted into two-dimensional images.",
     "By converting old spectra into two-dimensional images, we see."),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "passage"), TRUE)
def test_true_rewordings_pass(claim: str, passage: str) -> None:
    """A true light edit has no plain fault."""
    assert faults_of(claim, passage) - {"added"} == set()


FAULTY = [
    ("roles",
     "Generative tuning achieves the strongest accuracy, while small decoders give the best doubts.",
     "Small decoders achieve the strongest accuracy; generative tuning gives the best doubts."),
    ("roles", "We first construct the Adjusted Index and then extend it to the Plain Index.",
     "We first construct a Plain Index, and then extend it to the Adjusted Index."),
    ("roles", "One aspect is based on speakers by language, the small one on languages by family.",
     "One aspect is based on languages by family, the small one on speakers by language."),
    ("quantity", "Every indicator is updated.", "Some indicators are updated."),
    ("scope", "Spectra are converted into images.", "In simulated surveys, spectra are converted into images."),
    ("number", ("They show that their method outperforms BERT on four GLUE tasks by 2.5%, but it does not "
        "help in low-resource languages."), PAPER),
    ("number", ("They show that their method outperforms BERT on three GLUE tasks by 25%, but it does not "
        "help in low-resource languages."), PAPER),
    ("number", "The study covers 18 to 60 year olds.", "The study covers 18 to 65 year olds."),
    ("number", "Accuracy reaches 91%.", "Accuracy reaches 89.7%."),
    ("number", "It was tested on 2 million images.", "It was tested on 2 billion images."),
    ("number", "Costs tripled.", "Costs doubled."),
    ("unit", "Accuracy improves by 10.5 points.", "Accuracy improves by 10.5%."),
    ("unit", "Training takes 12 days.", "Training takes 12 hours."),
    ("unit", "It was tested on 40 hospitals in France.", "It was tested on 40 patients in France."),
    ("name", "Their method outperforms RoBERTa on three GLUE tasks.", BEATS),
    ("name", "It was tested in Berlin.", "It was tested in Paris."),
    ("name", "They evaluate on CIFAR-10.", "We evaluate on ImageNet."),
    ("direction", "The drug increases pain in adults.", "The drug reduces pain in adults."),
    ("direction", "The larger model is slower on phones.", "The larger model is faster on phones."),
    ("direction", "The method worsens recall.", "The method improves recall."),
    ("negation", "The method does not improve recall on news.", "The method improves recall on news."),
    ("negation", "The method improves recall without training.", "The method improves recall with training."),
    ("negation", "It can generalize to new tasks.", "It cannot generalize to new tasks."),
    ("negation", "The model is harmful to users.", "The model isn't harmful to users."),
    ("comparison", "Our model outperforms GPT-4 on math.", "Our model is comparable to GPT-4 on math."),
    ("comparison", "The small model beats the large one.", "The small model matches the large one."),
    ("quantity", "All patients recovered within a week.", "Some patients recovered within a week."),
    ("quantity", "The method helps languages with scripts.", "The method helps only languages with scripts."),
    ("quantity", "The speed rises by 30%.", "The speed rises by up to 30%."),
    ("scope", "Results suggest that caffeine may be associated with better sleep.", SLEEP),
    ("scope", "The robot grasps objects reliably.", "The robot grasps objects reliably in simulation."),
    ("scope", "Their model reaches higher accuracy.", "Our model reaches higher accuracy on the CARLA benchmark."),
    ("hedge", "Results suggest that caffeine is associated with better sleep in mice.", SLEEP),
    ("hedge", "This leads to better sleep in mice.", "This could potentially lead to better sleep in mice."),
    ("booster", "The method always improves recall on news.", "The method improves recall on news."),
    ("cause", "Caffeine causes better sleep in mice.", "Caffeine is associated with better sleep in mice."),
    ("roles", "BERT outperforms their method on three GLUE tasks.", BEATS),
    ("roles", "They distill from student to teacher models.", "We distill from teacher to student models."),
    ("member", "It helps doctors, nurses, lawyers, and patients.", "It helps doctors, nurses, and patients."),
    ("swap", "The framework reduces memory during training.", "The framework reduces latency during training."),
    ("number", "It achieves a success rate of 96% on GPT-4.", ODDS),
    ("number", "It holds under second-order smoothness.", "It holds under third-order smoothness."),
    ("number", "It leads in subtask 2 of the challenge.", "It leads in subtask 3 of the challenge."),
    ("number", "They reach only 41.8 and 43.4 points.", "They reach only 43.4 and 41.8 points."),
    ("number", "It affects at least 45% of patients.", "It affects up to 45% of patients."),
    ("unit", "On average, 36% of players destroyed the money.", "On average, players destroyed 36% of the money."),
    ("unit", "It made 67 diverse seed molecules.", MADE),
    ("unit", "Stress is measured at week 3 and week 6.", "Stress is measured at month 3 and month 6."),
    ("direction", "Hits rose from 55 to 34.", "Hits rose from 34 to 55."),
    ("direction", "It was tested on 180 real patients.", "It was tested on 180 simulated patients."),
    ("negation", "It needs training on new data.", "It eliminates the need for training on new data."),
    ("negation", "It is a trained way of decoding.", "It is a training-free way of decoding."),
    ("negation", "It does not improve speech but text.", "It does not only improve speech but text."),
    ("comparison", "It approaches state-of-the-art accuracy.", "It achieves state-of-the-art accuracy."),
    ("quantity", "It is the leading cause of deaths.", "It is a leading cause of deaths."),
    ("scope", "They can't detect specific classes.", "They can't detect climate specific classes."),
    ("scope", "The pill helps patients to sleep.", "The pill helps elderly patients to sleep."),
    ("hedge", "Local updates beat central methods.", "This is needed for local updates to beat central methods."),
    ("roles", "Labeled scaling wins more comparisons than a mean of prompts.", WIN),
    ("roles", "It gets 98% accuracy on real data.", TOYS),
    ("roles", "Use prompts rather than labels.", "Use labels rather than prompts."),
    ("roles", "GainX and LossY measure cost and time, respectively.", CROSSED),
    ("member", "It helps patients with prostate and lung cancer.", "It helps patients with prostate cancer."),
    ("swap", "They train a model on medical images.", "We train a model on satellite images."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "claim", "passage"), FAULTY)
def test_each_fault_is_named(rule: str, claim: str, passage: str) -> None:
    """A fault of a kind is found by the rule of that kind."""
    assert rule in FAULTS
    assert rule in faults_of(claim, passage)


def test_a_name_known_from_the_paper_is_a_lesser_fault() -> None:
    """A name from elsewhere in the paper is no invention, but in a near copy it is doubted."""
    passage, paper = (
        "Our method outperforms BERT on three tasks.",
        "We also test GPT-4. Our method outperforms BERT on three tasks.",
    )
    window = read_windows([passage])[0]
    found = {
        f.rule: f.weight
        for f in find_faults(Case("Their method outperforms GPT-4 on three tasks.", window, paper))
    }
    assert 0 < found["name"] < 1


def test_a_condition_told_by_the_next_sentence_is_not_dropped() -> None:
    """What a split sentence leaves to its neighbour counts as told."""
    window = read_windows(["The robot grasps objects reliably in simulation."])[0]
    case = Case("The robot grasps objects reliably.", window, beside=frozenset({"simulat", "simulation"}))
    assert "scope" not in {f.rule for f in find_faults(case)} or case.window.keys
