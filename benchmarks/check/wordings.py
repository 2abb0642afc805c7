"""The injector's own word tables.

On purpose not those of `paperledge.check`: a checker must not be measured by its own list.
"""

# Each pair is swapped both ways.
DIRECTIONS = """
increase/decrease increases/decreases increased/decreased increasing/decreasing higher/lower improves/worsens
improve/worsen improved/worsened improving/degrading improvement/degradation improvements/degradations
better/worse more/less faster/slower larger/smaller reduces/raises reduce/raise reduced/raised
reducing/raising gains/losses strong/weak stronger/weaker positive/negative positively/negatively
outperforms/underperforms outperform/underperform outperforming/underperforming surpasses/trails
strengthens/weakens enhances/impairs enhance/impair enhanced/impaired enhancing/impairing rises/falls
above/below accelerates/slows before/after easier/harder success/failure succeeds/fails best/worst high/low
easy/hard enables/prevents enable/prevent enabling/preventing efficient/inefficient robust/fragile
stable/unstable effective/ineffective effectively/ineffectively accurate/inaccurate reliable/unreliable
first/last minimizes/maximizes minimizing/maximizing maximum/minimum supervised/unsupervised known/unknown
explicit/implicit local/global sparse/dense linear/nonlinear static/dynamic short/long simple/complex
homogeneous/heterogeneous upper/lower early/late frequent/rare shallow/deep online/offline
""".split()

HEDGES = """
may/will might/will could/does suggest/prove suggests/proves suggesting/proving potentially/ possibly/
likely/certainly often/always sometimes/always typically/always usually/always generally/always
largely/entirely partly/fully partially/fully indicate/prove indicates/proves indicating/proving
appears|to/is|known|to tends|to/is|certain|to tend|to/are|certain|to approximately/exactly nearly/fully
almost/completely mostly/entirely seems|to/is|known|to promising/proven potential/proven
associated|with/caused|by correlates|with/causes correlated|with/caused|by linked|to/caused|by
contribute|to/cause help/are|enough|to preliminary/conclusive aims|to/manages|to hypothesize/prove
in|some|cases/in|all|cases
""".split()

QUANTITIES = """
some/all many/all most/all several/all few/all often/always majority/entirety up|to/more|than at|least/exactly
only/not|only one/every limited/unlimited certain/all various/all over|half|of/all|of
""".split()

BEATS = """
comparable|to/better|than comparable|with/better|than competitive|with/superior|to on|par|with/well|above
matches|the/beats|the match|the/beat|the matching|the/beating|the similar|to/better|than
comparable|performance/superior|performance comparable|results/superior|results
competitive|performance/the|best|performance competitive|results/the|best|results equivalent|to/better|than
as|well|as/better|than close|to/well|above outperforms|or|matches/outperforms matches|or|exceeds/far|exceeds
rivals/outclasses consistent|with/better|than
""".split()

UNITS = """
percentage|points/percent points/percent million/billion billion/million thousand/million hours/days
minutes/hours seconds/minutes milliseconds/seconds ms/s days/weeks weeks/months months/years years/decades
GB/TB MB/GB GHz/MHz km/m cm/mm nm/mm mg/g kg/mg tokens/words images/videos languages/countries
participants/hospitals patients/trials papers/authors tasks/domains datasets/models benchmarks/models
layers/heads steps/epochs frames/videos samples/classes questions/topics M/B B/M K/M × /% dB/%
parameters/tokens
""".split()

# Names of the trade that could stand in for one another; used when the abstract itself offers none.
NAMES = """
ImageNet CIFAR-10 COCO GLUE SQuAD MMLU GSM8K HumanEval Wikipedia Reddit BERT GPT-4 LLaMA Qwen2 Gemini CLIP
ResNet U-Net DeepSeek Mistral KITTI Waymo PubMed MIMIC-III UniProt Kinetics LibriSpeech ScanNet NeRF PPO DPO
Mamba T5 ViT YOLO SAM AlphaFold WikiText FEVER HotpotQA AudioSet Cityscapes ADE20K Kaggle Berlin Stanford
Bayes Gaussian Kalman Markov Fourier
""".split()

MEMBERS = """
robotics|finance|law|genomics|tutoring|chess|speech recognition|weather forecasting|drug discovery|
image captioning|satellite imagery|traffic control|customer service|protein design|translation|retrieval|
segmentation|memory|planning|speech|fairness|latency|music generation|fraud detection|medical imaging|
code review|privacy|interpretability
""".replace("\n", "").split("|")

NEGATIONS = """
does|not/does do|not/do is|not/is are|not/are cannot/can not/ without/with no/a fails|to/manages|to
fail|to/manage|to never/always neither/both unable|to/able|to
""".split()
