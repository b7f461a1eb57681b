/** Lines as real training scripts print them, and what is to be recorded: `unit step: key=value …`, one a point. */

export type Format = readonly [tool: string, output: string, points: readonly string[]];

export const matching: readonly Format[] = [
  [
    'plain pairs with an epoch',
    'epoch 7/20 train_loss=0.4054 val_loss=0.41 val_auc=0.874',
    ['epoch 7: train_loss=0.4054 val_loss=0.41 val_auc=0.874 (7/20 epoch)'],
  ],
  [
    'names and numbers in columns',
    'epoch 7  step 1400  train_loss 0.3318  val_auc 0.8741',
    ['step 1400: train_loss=0.3318 val_auc=0.8741 (7 epoch)'],
  ],
  ['a global step with thousands', 'global_step=1,200 loss=1,234.5', ['step 1200: loss=1234.5']],
  [
    'Keras 3, verbose=2',
    'Epoch 3/20\n469/469 - 3s - 7ms/step - accuracy: 0.9 - loss: 0.3 - val_auc: 0.8\nEpoch 4/20\n',
    ['epoch 3: (3/20 epoch)', 'epoch 3: accuracy=0.9 loss=0.3 val_auc=0.8', 'epoch 4: (4/20 epoch)'],
  ],
  [
    'Keras 2, overwritten bar',
    'Epoch 1/2\n 1/10 [=>............] - ETA: 3s - loss: 2.3\r 5/10 [====>........] - ETA: 1s - loss: 1.5\r10/10 [=============] - 3s 5ms/step - loss: 0.9 - val_loss: 0.8\n',
    ['epoch 1: (1/2 epoch)', 'epoch 1: loss=0.9 val_loss=0.8'],
  ],
  [
    'Keras 3, coloured bar',
    '\x1b[1mEpoch 1/2\x1b[0m\n\x1b[1m 1/10\x1b[0m \x1b[37m━━━━━━\x1b[0m \x1b[1m3s\x1b[0m 178ms/step - loss: 2.3\b\b\b\b\r\x1b[1m10/10\x1b[0m \x1b[32m━━━━━━\x1b[0m\x1b[37m\x1b[0m \x1b[1m0s\x1b[0m 5ms/step - loss: 0.9 - val_loss: 0.8\n',
    ['epoch 1: (1/2 epoch)', 'epoch 1: loss=0.9 val_loss=0.8'],
  ],
  [
    'Keras evaluate() after fit() changes nothing',
    'Epoch 2/2\n10/10 - 1s - loss: 0.9\n3/3 - 0s - loss: 7.0\n',
    ['epoch 2: (2/2 epoch)', 'epoch 2: loss=0.9'],
  ],
  [
    'PyTorch MNIST example',
    'Train Epoch: 1 [640/60000 (1%)]\tLoss: 2.300039\n\nTest set: Average loss: 0.0534, Accuracy: 9821/10000 (98%)\n',
    ['batch 640: Loss=2.300039 (1 epoch)', 'epoch 1: test Average loss=0.0534 test_Accuracy=0.9821'],
  ],
  [
    'PyTorch MNIST example, steps go on',
    'Train Epoch: 1 [59520/60000 (99%)]\tLoss: 0.2\nTrain Epoch: 2 [0/60000 (0%)]\tLoss: 0.1\nTrain Epoch: 2 [640/60000 (1%)]\tLoss: 0.1\n',
    ['batch 59520: Loss=0.2 (1 epoch)', 'batch 60000: Loss=0.1 (2 epoch)', 'batch 60640: Loss=0.1 (2 epoch)'],
  ],
  [
    'PyTorch quickstart tutorial',
    'Epoch 1\n-------------------------------\nloss: 2.303494  [   64/60000]\nTest Error: \n Accuracy: 44.7%, Avg loss: 2.150225 \n\n',
    [
      'epoch 1: (1 epoch)',
      'batch 64: loss=2.303494 (64/60000 batch)',
      'epoch 1: Accuracy=44.7 Avg loss=2.150225',
    ],
  ],
  [
    'PyTorch CIFAR-10 tutorial, batches go on',
    '[1, 10000] loss: 1.5\n[1, 12000] loss: 1.2\n[2,  2000] loss: 1.1\n',
    ['batch 10000: loss=1.5 (1 epoch)', 'batch 12000: loss=1.2 (1 epoch)', 'batch 14000: loss=1.1 (2 epoch)'],
  ],
  [
    'PyTorch tutorials by yunjey',
    'Epoch [1/5], Step [600/600], Loss: 0.3012\nEpoch [2/5], Step [100/600], Loss: 0.2\n',
    ['step 600: Loss=0.3012 (1/5 epoch)', 'step 700: Loss=0.2 (2/5 epoch)'],
  ],
  [
    'PyTorch ImageNet example',
    'Epoch: [0][  10/5005]\tTime  0.512 ( 0.913)\tLoss 6.9e+00 (7.0e+00)\tAcc@1   0.39 (  0.20)\tAcc@5   0.78 (  0.60)\n',
    ['batch 10: Loss=6.9 Acc@1=0.39 Acc@5=0.78 (0 epoch)'],
  ],
  [
    'torchvision references',
    'Epoch: [0]  [  10/1000]  eta: 0:10:00  lr: 0.01  loss: 1.23 (1.45)  time: 0.5  data: 0.1\nTest:  [ 10/100]  eta: 0:00:10  loss: 0.5 (0.6)  acc1: 70.0 (71.0)\n',
    [
      'batch 10: lr=0.01 loss=1.23 time=0.5 data=0.1 (0 epoch)',
      'batch 10: test_loss=0.5 test_acc1=70 (10/100 batch)',
    ],
  ],
  [
    'timm',
    'Train: 0 [ 100/1251 (  8%)]  Loss: 6.9 (6.93)  Time: 0.5s, 250.1/s  (0.6s, 251/s)  LR: 1.0e-06\n',
    ['batch 100: Loss=6.9 LR=0.000001 (0 epoch)'],
  ],
  [
    'mmengine',
    '2022/12/01 12:00:00 - mmengine - INFO - Epoch(train)  [1][ 100/1000]  lr: 1.0000e-02  eta: 1:00:00  loss: 0.5\n2022/12/01 12:00:09 - mmengine - INFO - Epoch(val) [1][100/100]  acc/top1: 70.1\n',
    ['batch 100: lr=0.01 loss=0.5 (1 epoch)', 'batch 100: val_acc/top1=70.1 (1 epoch)'],
  ],
  [
    'Detectron2',
    '[11/23 12:00:00 d2.utils.events]:  eta: 0:10:00  iter: 19  total_loss: 1.23  loss_cls: 0.5  lr: 0.0002  max_mem: 2000M\n',
    ['iteration 19: total_loss=1.23 loss_cls=0.5 lr=0.0002'],
  ],
  [
    'Hugging Face Trainer',
    "{'loss': 0.5, 'grad_norm': 1.2, 'learning_rate': 5e-05, 'epoch': 1.5}\n",
    ['epoch 1.5: loss=0.5 grad_norm=1.2 learning_rate=0.00005 (1.5 epoch)'],
  ],
  [
    'Hugging Face Trainer, numbers as strings',
    "{'eval_loss': '0.4', 'eval_runtime': '1.2', 'epoch': '1.0'}\n",
    ['epoch 1: eval_loss=0.4 eval_runtime=1.2 (1 epoch)'],
  ],
  ['JSON lines', '{"epoch": 1, "loss": 0.5, "val/acc": NaN}\n', ['epoch 1: loss=0.5 val/acc=NaN (1 epoch)']],
  ['XGBoost', '[10]\ttrain-auc:0.91000\teval-auc:0.90000\n', ['iteration 10: train-auc=0.91 eval-auc=0.9']],
  [
    'LightGBM',
    "[10]\tvalid_0's auc: 0.9\tvalid_0's binary_logloss: 0.3\n",
    ['iteration 10: valid_0-auc=0.9 valid_0-binary_logloss=0.3'],
  ],
  [
    'CatBoost',
    '10:\tlearn: 0.5123\ttest: 0.4821\tbest: 0.4821 (10)\ttotal: 60ms\tremaining: 540ms\n',
    ['iteration 10: learn=0.5123 test=0.4821 best=0.4821'],
  ],
  [
    'fastai',
    'epoch     train_loss  valid_loss  accuracy  time    \n0         0.512       0.41        0.87      00:10     \n1         0.4         0.39        0.88      00:10     \n',
    [
      'epoch 0: train_loss=0.512 valid_loss=0.41 accuracy=0.87 (0 epoch)',
      'epoch 1: train_loss=0.4 valid_loss=0.39 accuracy=0.88 (1 epoch)',
    ],
  ],
  [
    'skorch',
    '  epoch    train_loss    valid_acc     dur\n-------  ------------  -----------  ------\n      1        0.6905       0.6150  0.0442\n',
    ['epoch 1: train_loss=0.6905 valid_acc=0.615 dur=0.0442 (1 epoch)'],
  ],
  [
    'scikit-learn gradient boosting',
    '      Iter       Train Loss   Remaining Time \n         1           1.2613            1.20s\n         2           1.1988            1.10s\n',
    ['iteration 1: Train Loss=1.2613', 'iteration 2: Train Loss=1.1988'],
  ],
  ['scikit-learn MLP', 'Iteration 1, loss = 0.32120000\n', ['iteration 1: loss=0.3212']],
  ['scikit-learn k-means', 'Iteration 0, inertia 1234.5.\n', ['iteration 0: inertia=1234.5']],
  [
    'YOLO',
    '      Epoch    GPU_mem   box_loss   cls_loss  Instances       Size\n        1/3      2.21G      1.156      3.121        215        640: 100%|██████████| 4/4 [00:01<00:00]\n',
    ['epoch 1: box_loss=1.156 cls_loss=3.121 Instances=215 (1/3 epoch)'],
  ],
  ['CSV on the console', 'epoch,loss,val_loss\n0,0.5,0.4\n', ['epoch 0: loss=0.5 val_loss=0.4 (0 epoch)']],
  [
    'Stable-Baselines 3',
    '-----------------------------------\n| rollout/           |            |\n|    ep_rew_mean     | 22.3       |\n| time/              |            |\n|    total_timesteps | 2048       |\n| train/             |            |\n|    loss            | 7.5e-05    |\n-----------------------------------\n',
    ['step 2048: rollout/ep_rew_mean=22.3 train/loss=0.000075'],
  ],
  [
    'nanoGPT',
    'iter 100: loss 2.4567, time 120.12ms, mfu 10.1%\nstep 250: train loss 1.9123, val loss 2.1001\n',
    ['iteration 100: loss=2.4567', 'step 250: train loss=1.9123 val loss=2.1001'],
  ],
  [
    'llm.c',
    'step  100/19560 | loss 7.512 (+0.1z)| norm 1.2 (-0.3z)| lr 4.2e-05 | 300.1 ms | 1747 tok/s\n',
    ['step 100: loss=7.512 norm=1.2 lr=0.000042 (100/19560 step)'],
  ],
  [
    'fairseq',
    "2020-01-01 00:00:00 | INFO | train | epoch 001 | loss 9.1 | ppl 400.1 | lr 1e-5\n2020-01-01 00:00:00 | INFO | valid | epoch 001 | valid on 'valid' subset | loss 9.5\n",
    ['epoch 1: loss=9.1 ppl=400.1 lr=0.00001 (1 epoch)', 'epoch 1: valid_loss=9.5 (1 epoch)'],
  ],
  [
    'Megatron-LM',
    ' iteration      100/  500000 | learning rate: 1.000E-05 | lm loss: 7.5E+00 | grad norm: 1.234 |\n',
    ['iteration 100: learning rate=0.00001 lm loss=7.5 grad norm=1.234 (100/500000 iteration)'],
  ],
  [
    'Optuna',
    "[I 2026-11-23 12:00:00,123] Trial 7 finished with value: 0.89 and parameters: {'lr': 0.01, 'depth': 6}. Best is trial 3 with value: 0.9.\n",
    ['trial 7: value=0.89'],
  ],
  [
    'Gym loops',
    'Episode 12/100, reward: -200.5, epsilon: 0.95\n',
    ['episode 12: reward=-200.5 epsilon=0.95 (12/100 episode)'],
  ],
  [
    'logging module',
    'INFO:__main__:Epoch 3: loss=0.4, acc=91.2%\n',
    ['epoch 3: loss=0.4 acc=91.2 (3 epoch)'],
  ],
  [
    'logging module with time',
    '[2026-11-23 12:00:00] INFO: Epoch 3 | Train Loss: 0.5 | Val Acc: 0.8\n',
    ['epoch 3: Train Loss=0.5 Val Acc=0.8 (3 epoch)'],
  ],
  ['absl', 'I1123 12:58:32.123456 12345 trainer.py:45] step 100 loss=0.3\n', ['step 100: loss=0.3']],
  [
    'tensors and numpy scalars',
    "12:58:32 [INFO] step=100 loss=tensor(0.5123, device='cuda:0') acc=np.float64(0.9)\n",
    ['step 100: loss=0.5123 acc=0.9'],
  ],
  [
    'non-finite values',
    'Epoch 10: val_loss: -inf, acc=nan, reward: Infinity\n',
    ['epoch 10: val_loss=-Infinity acc=NaN reward=Infinity (10 epoch)'],
  ],
  ['cross-validation folds', 'Fold 3: auc=0.87\n', ['fold 3: auc=0.87']],
  ['names that are no ASCII', 'epoch 1 précision=0.5\n', ['epoch 1: précision=0.5 (1 epoch)']],
  [
    'tqdm with numbers, the last state of each step',
    '\r  0%|          | 0/4 [00:00<?, ?it/s]\r 50%|█████     | 2/4 [00:01<00:01,  2.0it/s, loss=0.5]\r100%|██████████| 4/4 [00:02<00:00,  2.0it/s, loss=0.3]\r100%|██████████| 4/4 [00:02<00:00,  2.0it/s, loss=0.3]\n',
    ['step 0: (0/4 step)', 'step 2: loss=0.5 (2/4 step)', 'step 4: loss=0.3 (4/4 step)'],
  ],
  [
    'tqdm, a new bar for each epoch',
    '100%|██████████| 4/4 [00:02<00:00,  2.0it/s, loss=0.3]\n\r  0%|          | 0/4 [00:00<?, ?it/s, loss=0.3]\r100%|██████████| 4/4 [00:02<00:00,  2.0it/s, loss=0.2]\n',
    ['step 4: loss=0.3 (4/4 step)', 'step 4: (0/4 step)', 'step 8: loss=0.2 (4/4 step)'],
  ],
  [
    'Lightning, the last state of each epoch',
    '\rEpoch 0:  50%|█████     | 2/4 [00:01<00:01, 2.0it/s, v_num=0, train_loss=0.9]\rEpoch 0: 100%|██████████| 4/4 [00:02<00:00, 2.0it/s, v_num=0, train_loss=0.5, val_loss=0.4]\rEpoch 1:   0%|          | 0/4 [00:00<?, ?it/s, v_num=0, train_loss=0.5, val_loss=0.4]\rEpoch 1: 100%|██████████| 4/4 [00:02<00:00, 2.0it/s, v_num=0, train_loss=0.3, val_loss=0.2]\n',
    [
      'epoch 0: (0 epoch)',
      'epoch 0: train_loss=0.5 val_loss=0.4',
      'epoch 1: (1 epoch)',
      'epoch 1: train_loss=0.3 val_loss=0.2',
    ],
  ],
  [
    'Lightning with rich',
    'Epoch 3/20 ━━━━━━━━╸━━━━━━━ 45/100 0:00:12 • 0:00:14 12.5it/s train_loss: 0.312\nEpoch 3/20 ━━━━━━━━━━━━━━━━ 100/100 0:00:22 • 0:00:00 12.5it/s train_loss: 0.3\n',
    ['epoch 3: (3/20 epoch)', 'epoch 3: train_loss=0.3'],
  ],
  [
    'tqdm over epochs',
    'Epochs:  33%|███▎      | 1/3 [00:05<00:10,  5.0s/it, loss=0.41]\r',
    ['epoch 1: loss=0.41 (1/3 epoch)'],
  ],
];

/** Nothing is recorded from these. */
export const notMatching: readonly string[] = [
  '2026-11-23 12:58:32 starting up',
  '2026-11-23 12:58:32,123 INFO loaded 4000 rows in 1.2 s',
  '2026-11-23T12:58:32Z GET /epoch/3?loss=0.4 200',
  'torch: 2.9.1',
  'step 3: torch: 2.9.1',
  'Downloading: 45%',
  'Downloading model.bin:  45%|████▌     | 45M/100M [00:12<00:14, 3.2MB/s]',
  'Dashboard: http://localhost:6006/?step=3&loss=2',
  'Serving step 3 on 127.0.0.1:8080',
  'learning_rate: 0.001',
  'loss: 0.3',
  'Best accuracy: 0.93',
  'Namespace(epoch=20, lr=0.1, batch_size=32)',
  'Config(step=3, lr=0.1)',
  "args: {'epoch': 20, 'lr': 0.1}",
  'epochs: 20, lr: 0.1',
  'batch=32 lr=0.1 epochs=20',
  'max_epoch: 30 lr: 0.1',
  'step_size=30 gamma=0.1',
  'warmup_steps: 100, lr: 0.1',
  'Step 5 ETA: 00:10:00',
  '  File "train.py", line 45, in step',
  'ValueError: step 3: loss = nan',
  'UserWarning: step 3: loss = 0.5 is high',
  'WARNING: epoch 3: loss=0.5 not finite',
  'Saving checkpoint at step 500 to /tmp/ckpt-500.pt (12.5 MB)',
  'Step 3/10 : FROM python:3.11',
  'Epoch 5: val_loss improved from 0.50000 to 0.40000, saving model to best.keras',
  'Epoch 00005: early stopping',
  'Epoch 3 took 12.5 s',
  'Epoch 3 finished in 0:01:12',
  'run id=12345 at step 5',
  '[CV 1/5] END .......C=1, gamma=0.1;, score=0.912 total time=   0.1s',
  'Total params: 1,234,567',
  '[2/7] Compiling step.c',
  'EarlyStopping counter: 3 out of 5',
  'commit 3f9a12: step 4 of the plan',
  'GPU 0: 45% memory 2000MiB / 8000MiB',
  'Requirement already satisfied: numpy>=1.26 in /usr/lib',
  'step 3: size: 12MB, time: 3.5s, speed: 40it/s',
];
