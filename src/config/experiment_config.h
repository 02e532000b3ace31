// One experiment as typed structs. Each struct declares its keys once, in `describe` (experiment_config.cpp);
// the parser, the effective config and the JSON Schema are all made from these declarations (see
// field_visitor.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace affekt {

class FieldVisitor;

/// `data.split`: who trains, who validates, who tests.
struct SplitConfig {
  std::string plan = "official";  // official | ravdess_5fold | k_fold_by_group | k_fold_by_sample |
                                  // leave_actors_out | folds_of_official_test
  int64_t num_folds = 5;          // of k_fold_by_group, k_fold_by_sample and folds_of_official_test
  int64_t test_fold = 1;          // 1..num_folds; 0: no test split, every fold trains
  int64_t validation_fold = 0;    // 1..num_folds, not test_fold; 0: no validation split
  std::vector<int64_t> test_actors, validation_actors;  // leave_actors_out
  std::string same_group_in_two_splits = "refuse";      // refuse | allow
  void describe(FieldVisitor& v);
};

/// `data.audio`: how recordings become waveforms of 16 kHz, mono.
struct AudioConfig {
  double trim_db = 40;       // frames this far below the loudest one are silence at both ends; 0: no trimming
  double min_seconds = 0.3;  // a shorter recording, after trimming, is a bad sample
  std::string vocal_channel = "speech";  // RAVDESS: speech | song | both
  std::string calm = "keep";             // RAVDESS: keep | merge_into_neutral | drop
  void describe(FieldVisitor& v);
};

/// `data.songs`: what else is known of the songs, and what people said of them.
struct SongDataConfig {
  std::string affect_path;     // CSV with listeners' valence and arousal, joined by id; empty: none
  std::string moods_path;      // CSV with one mood a song, joined by id; empty: none
  double max_speechiness = 1;  // songs above it are left out: spoken word
  void describe(FieldVisitor& v);
};

/// `data.people`: how pictures of people become the two images of a sample, the person and all around
/// (EMOTIC).
struct PeopleConfig {
  int64_t body_px = 112;      // height and width of the person's crop
  int64_t context_px = 112;   // height and width of the whole picture
  bool blank_person = false;  // the person's box is filled with ImageNet's mean colour in the whole picture
  void describe(FieldVisitor& v);
};

/// `data.listening`: who listened to what in which order, and what of it trains, validates and tests
/// (listening).
struct ListeningDataConfig {
  std::string layout = "auto";        // auto | lastfm | mpd | spotify | csv
  std::string part;                   // csv: a value of the column "source"; empty: all of them
  std::string split = "by_time";      // by_time | by_sequence | last_play
  double train_fraction = 0.7;        // by_time: of the plays, the earliest ones
  double validation_fraction = 0.15;  // by_time: those behind them; the rest tests
  int64_t num_folds = 5;              // by_sequence
  int64_t test_fold = 0;              // by_sequence: 0..num_folds - 1
  int64_t validation_fold = 1;        // by_sequence: 0..num_folds - 1, not test_fold
  int64_t session_plays = 0;          // training sequences are cut into so many plays; 0: they are not
  double session_gap_minutes = 30;    // sources with times: a longer pause begins a session; 0: none does
  int64_t min_session_plays = 2;      // shorter sessions are left out
  int64_t min_song_plays = 1;         // songs with fewer plays in all are left out
  double min_played_seconds = 30;     // spotify: a play that ended before, skipped, is left out
  std::string features_path;          // CSV of songs with Spotify's audio features; empty: none
  void describe(FieldVisitor& v);
};

/// `data`: which data set, and how it becomes the prepared file.
struct DataConfig {
  std::string source = "fer2013";
  std::string path;  // the raw data set: a folder, or fer2013.csv
  std::string prepared_dir = "datasets/prepared";
  std::vector<std::string> classes;  // those that are taken; empty: all of the data set
  SplitConfig split;
  AudioConfig audio;
  SongDataConfig songs;
  PeopleConfig people;
  ListeningDataConfig listening;
  std::string on_bad_sample = "error";  // error | skip
  int64_t near_duplicate_distance =
      4;  // bits of the 64-bit perceptual hash; 0 turns the near-duplicate audit off
  void describe(FieldVisitor& v);
};

/// `model.front_end`: waveforms -> log-mel energies, inside the network (speech_cnn).
struct FrontEndConfig {
  int64_t num_mels = 64;
  double window_ms = 25, hop_ms = 10;
  double f_min_hz = 20, f_max_hz = 8000;
  std::string mel_scale = "htk";  // htk | slaney (with area normalisation)
  std::string normalization =
      "clip";  // none | clip (one mean and deviation a recording) | band (one a mel band)
  void describe(FieldVisitor& v);
};

/// `model.spec_augment`: masks over log-mel energies in training, as dropout is (Park et al., 2019).
struct SpecAugmentConfig {
  int64_t num_frequency_masks = 2;
  int64_t max_frequency_mels = 10;  // each mask's width is uniform in 0..max
  int64_t num_time_masks = 2;
  double max_time_ms = 300;
  void describe(FieldVisitor& v);
};

/// `model.features`: the songs' features, and the space in which they are clustered (song_kmeans).
struct FeatureConfig {
  std::vector<std::string> columns = {"danceability", "energy",       "loudness",
                                      "speechiness",  "acousticness", "instrumentalness",
                                      "liveness",     "valence",      "tempo"};
  std::string scaling = "standard";  // standard | robust (median and quartiles) | none
  bool log_tempo = true;
  bool circular_key = true;      // a column "key" becomes its cosine and sine
  int64_t pca_components = 0;    // 0: no PCA
  std::string missing = "drop";  // a song with an empty cell: drop it | put the column's median there
  void describe(FieldVisitor& v);
};

/// `model.kmeans.sweep`: how the number of clusters is chosen when num_clusters is 0; reported in any case.
struct SweepConfig {
  bool enabled = true;
  int64_t k_min = 2, k_max = 16;
  int64_t silhouette_rows = 10000;         // exact up to so many songs, on a sample of so many beyond
  int64_t gap_references = 5;              // 0: no gap statistic
  int64_t stability_rounds = 5;            // 0: no stability
  std::string rule = "stable_silhouette";  // stable_silhouette | silhouette | gap
  double min_stability = 0.8;
  void describe(FieldVisitor& v);
};

/// `model.kmeans` (song_kmeans)
struct KmeansConfig {
  int64_t num_clusters = 0;  // 0: chosen by the sweep
  std::string algorithm =
      "auto";  // auto | lloyd | hamerly | elkan: the same result | mini_batch: approximate, fewer passes
  std::string start = "kmeans++";  // kmeans++ | kmeans||
  int64_t num_starts = 10;
  int64_t max_iterations = 300;
  double tolerance = 1e-4;
  int64_t batch_rows = 16384;  // mini_batch
  SweepConfig sweep;
  void describe(FieldVisitor& v);
};

/// `model.affect`: from a song's features to valence and arousal (song_kmeans)
struct SongAffectConfig {
  std::string target = "deezer";  // deezer | tags | none
  int64_t num_folds = 5;          // of the cross-validated R2
  int64_t hidden_units = 32;      // of the small network
  int64_t epochs = 40;            // of the small network
  void describe(FieldVisitor& v);
};

/// `model.resnet` (resnet18, two_stream_resnet18)
struct ResNetConfig {
  std::string stem =
      "imagenet";        // imagenet: 7x7, stride 2, pool | small: 3x3, stride 1, no pool (40 to 64 px)
  int64_t input_px = 0;  // images are resized to so many pixels inside the network; 0: they are not
  std::string last_layer = "layer4";  // layer3: its maps are the features, there is no layer4
  void describe(FieldVisitor& v);
};

/// `model.fusion`: what a network of people in context looks at (two_stream_resnet18)
struct FusionConfig {
  std::string streams = "both";  // both | body | context
  int64_t units = 256;           // of the layer that joins the streams
  void describe(FieldVisitor& v);
};

/// `model.sequence`: what was played so far -> scores of the songs that may come next (next_song_rnn)
struct SequenceModelConfig {
  std::string cell = "lstm";        // lstm | gru
  int64_t num_layers = 1;           // 1 or 2
  int64_t embedding_size = 64;      // of a song's vector
  int64_t hidden_size = 128;        // of the recurrent layers; projected to embedding_size where it differs
  double embedding_dropout = 0.25;  // of what goes into the first layer; model.dropout is that of what comes
                                    // out of each layer
  bool tie_weights = true;          // the vectors that songs are scored with are those that they are read as
  bool use_artists = true;          // songs of one artist share a vector, which is added to each one's own
  bool use_features = true;         // so is a linear map of the song's audio features
  bool emotion_context = false;     // the wanted valence and arousal are an input
  bool history_bias = true;         // scores depend on when and how often song and artist were played
  int64_t history_plays = 1000;     // that the history bias looks back
  int64_t context_plays = 50;       // that the recurrent layers read when the network is asked
  void describe(FieldVisitor& v);
};

/// `model.pretrained`: weights that the training starts from.
struct PretrainedConfig {
  std::string path;     // .pth, .safetensors or a run directory; empty: none
  bool strict = false;  // every tensor of the network and of the file must fit; only the head may be new
  void describe(FieldVisitor& v);
};

/// `model`: which network of the model table, and its size.
struct ModelConfig {
  std::string name = "small_cnn";
  std::vector<int64_t> channels = {32, 64, 128, 256};  // output channels of the stages
  std::vector<int64_t> residual_blocks = {0, 1, 1,
                                          0};  // residual blocks of each stage, behind its first convolution
  double dropout = 0.3;
  bool squeeze_excitation = false;     // a channel gate behind every stage
  std::string pooling = "statistics";  // speech_cnn, over time: mean | statistics | attention
  FrontEndConfig front_end;            // speech_cnn
  SpecAugmentConfig spec_augment;      // speech_cnn
  ResNetConfig resnet;                 // resnet18, two_stream_resnet18
  FusionConfig fusion;                 // two_stream_resnet18
  SequenceModelConfig sequence;        // next_song_rnn
  PretrainedConfig pretrained;
  FeatureConfig features;   // song_kmeans
  KmeansConfig kmeans;      // song_kmeans
  SongAffectConfig affect;  // song_kmeans
  void describe(FieldVisitor& v);
};

/// `train.speech`: length and random changes of a training waveform. Nothing here touches validation or test.
struct SpeechAugmentConfig {
  double crop_s = 3.0;          // seconds seen in one step; a shorter recording is repeated to fill them
  bool random_position = true;  // where the crop begins: the time shift
  double gain_db = 6;           // uniform in +-gain_db
  double noise_probability = 0.5;
  double noise_snr_min_db = 15, noise_snr_max_db = 40;  // white noise, uniform between
  double speed = 0.1;  // played faster or slower, pitch too: uniform in 1 +- speed
  void describe(FieldVisitor& v);
};

/// `train.augment`: random changes of a training image. Nothing here touches validation or test.
struct AugmentConfig {
  double flip_probability = 0.5;
  double shift_px = 4;       // uniform in +-shift_px, each axis
  double rotation_deg = 15;  // uniform in +-rotation_deg
  double scale = 0.15;       // uniform in 1 +- scale
  double brightness = 0.2;   // adds uniform +-brightness * 255
  double contrast = 0.2;     // multiplies the distance to the mean by uniform 1 +- contrast
  double erase_probability = 0.25;
  double erase_max_area = 0.15;  // of the image's area
  void describe(FieldVisitor& v);
};

/// `train.optimizer`
struct OptimizerConfig {
  std::string name = "sgd";  // sgd (Nesterov momentum) | adamw
  double lr = 0.1;
  double momentum = 0.9;
  double weight_decay = 5e-4;  // not applied to biases and batch-norm
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  void describe(FieldVisitor& v);
};

/// `train.schedule`
struct ScheduleConfig {
  std::string name = "cosine";  // cosine | step | plateau
  double warmup_epochs = 2;
  double final_lr_fraction = 0.001;
  int64_t step_epochs = 30;  // step: every so many epochs the rate is multiplied by `factor`
  double factor = 0.1;
  int64_t patience_epochs = 5;  // plateau
  void describe(FieldVisitor& v);
};

/// `train.transfer`: which layers learn when, and how fast, from weights that are trained already.
struct TransferConfig {
  std::string freeze_through;  // the last layer that is frozen, from the input on; empty: none is
  int64_t freeze_epochs = 0;   // for so many epochs; 0: to the end
  int64_t unfreeze_every_epochs =
      0;  // then one layer more every so many epochs, from the head on; 0: all at once
  double backbone_lr_factor = 1;   // the learning rate of all layers but the head's is multiplied by it
  bool freeze_batch_norm = false;  // the backbone's running statistics are used in training and never move
  void describe(FieldVisitor& v);
};

/// `train.affect_loss`: of categories and values (two_stream_resnet18)
struct AffectLossConfig {
  std::string category_loss = "bce";         // bce | l2: of probabilities (Kosti et al., 2019)
  std::string category_weights = "dynamic";  // 1 / ln(1.2 + prevalence): dynamic, of the batch | fixed, of
                                             // the training split | none
  std::string value_loss = "smooth_l1";      // l1 | smooth_l1 | l2_margin
  double value_margin = 1;      // l2_margin: smaller differences cost nothing; points of the scale 1..10
  double category_share = 0.5;  // of the loss; the values have the rest
  void describe(FieldVisitor& v);
};

/// `train.next_song`: the loss over the songs of the catalogue, and how long sequences are cut
/// (next_song_rnn)
struct NextSongTrainConfig {
  std::string loss = "full_softmax";  // full_softmax | sampled_softmax | bpr_max
  int64_t num_sampled = 2048;    // songs drawn for a step, beside those of the batch; the last two losses
  double sampling_power = 0.75;  // drawn with probability ~ plays^power
  double score_regularization = 1.0;  // bpr_max: weight of the squared scores of the songs that didn't come
  int64_t bptt_plays = 20;            // gradients flow back through at most so many plays
  bool carry_state = false;           // a stream's next piece goes on from the state of the one before
  double emotion_probability = 0.5;   // model.sequence.emotion_context: share of plays with a wish
  double emotion_noise = 0.25;        // standard deviations of the feature
  void describe(FieldVisitor& v);
};

/// `train`
struct TrainConfig {
  int64_t seed = 1;
  int64_t epochs = 60;
  int64_t batch_size = 128;
  std::string precision = "auto";  // auto | fp32 | bf16
  std::string device = "auto";     // auto | cpu | cuda
  int64_t num_threads = 0;         // 0: the physical cores
  OptimizerConfig optimizer;
  ScheduleConfig schedule;
  AugmentConfig augment;
  SpeechAugmentConfig speech;
  TransferConfig transfer;
  AffectLossConfig affect_loss;
  NextSongTrainConfig next_song;
  std::string select =
      "best";                // best: the epoch with the best best_metric on validation | last: the last one
  double mixup_alpha = 0.0;  // Beta(alpha, alpha); 0 turns mixup off
  double mixup_probability = 1.0;  // share of batches that are mixed
  double label_smoothing = 0.1;
  std::string class_weights = "none";    // none | inverse_frequency | inverse_sqrt_frequency
  double ema_decay = 0.999;              // 0 turns the exponential moving average of the weights off
  double gradient_clip_norm = 0.0;       // 0 turns clipping off
  int64_t early_stop_epochs = 0;         // epochs without a better score; 0 turns early stopping off
  std::string best_metric = "accuracy";  // one of the task's metrics, on the validation split
  double checkpoint_minutes = 5;         // also at the end of every epoch; 0: only there
  bool tensorboard = false;
  void describe(FieldVisitor& v);
};

/// `evaluate`
struct EvaluateConfig {
  std::string split =
      "test";  // what `evaluate` and `run` report on; `run` falls back in words, never in silence
  int64_t bootstrap_samples = 2000;
  int64_t calibration_bins = 15;
  bool temperature_scaling = true;
  bool test_time_augmentation = false;
  bool acoustic_baseline = true;  // waveforms: score classic features with SVM and random forest beside it
  bool pictures = true;           // worst mistakes as images, or drawn waveforms, in report.html
  int64_t num_worst_mistakes = 24;
  int64_t saliency = 0;  // samples shown in report.html with where the network looked (Grad-CAM)
  void describe(FieldVisitor& v);
};

/// `export`
struct ExportConfig {
  double max_probability_difference = 1e-4;  // the gate
  void describe(FieldVisitor& v);
};

/// The whole file.
struct ExperimentConfig {
  std::string name;  // the run directory is experiments/<name>
  DataConfig data;
  ModelConfig model;
  TrainConfig train;
  EvaluateConfig evaluate;
  ExportConfig export_;  // key: export
  void describe(FieldVisitor& v);
};

}  // namespace affekt
