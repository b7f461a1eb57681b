"""Makes data/loans.csv: loan applications with a known unfairness, from a seed, so that everybody gets the same file.

The unfairness, on purpose: how well people repay depends on what they really earn and owe. But the *recorded* income of
women leaves out part-time and care-leave income (on average 18 % too low), and the recorded credit history of people
under 25 is short whatever they earn. A model that trusts the record refuses good customers of both groups more often.

    python3 make_data.py [--rows 4000] [--seed 7] [--out data/loans.csv]
"""
import argparse
import csv
import math
import os
import random

COLUMNS = [
    "application_id", "sex", "age", "age_band", "region", "purpose", "home", "employment_years", "income",
    "loan_amount", "term_months", "debt_to_income", "credit_history_years", "open_accounts", "late_payments", "repaid",
]
REGIONS = {"north": 0.05, "east": -0.15, "south": 0.0, "west": 0.1}
PURPOSES = {"car": 0.15, "home": 0.25, "education": 0.05, "business": -0.35, "debts": -0.2}
HOMES = {"own": 0.3, "mortgage": 0.15, "rent": -0.15}


def age_band(age):
    for limit in (25, 35, 50, 65):
        if age < limit:
            return {25: "18-24", 35: "25-34", 50: "35-49", 65: "50-64"}[limit]
    return "65+"


def application(rng, number):
    sex = rng.choice("FM")
    age = min(79, max(18, int(rng.gammavariate(7.5, 5.4))))
    region, purpose = rng.choice(sorted(REGIONS)), rng.choice(sorted(PURPOSES))
    home = rng.choices(sorted(HOMES), [0.3, 0.2, 0.5] if age > 30 else [0.1, 0.1, 0.8])[0]
    employment = round(min(age - 17, rng.expovariate(1 / 6.0)), 1)
    true_income = rng.lognormvariate(10.35, 0.42) * (1 + 0.012 * min(30, employment))
    income = true_income * (rng.uniform(0.68, 0.96) if sex == "F" else 1.0)
    amount = round(min(60_000, max(1_000, true_income * rng.lognormvariate(-1.3, 0.6))), -2)
    term = rng.choice([12, 24, 36, 48, 60])
    other_debt = true_income * rng.betavariate(1.6, 6.0)
    history = 0.5 + (age - 18) * rng.uniform(0.2, 0.9) if age >= 25 else rng.uniform(0.2, 2.5)
    accounts = 1 + int(rng.expovariate(1 / 2.5))
    late = min(12, int(rng.expovariate(1 / 0.8)))

    burden = (amount / term * 12 + other_debt) / true_income
    ability = (0.6 + 1.5 * math.log(true_income / 34_000) - 7.0 * (burden - 0.55) - 1.25 * late
               + 0.09 * min(20, employment) + 0.05 * min(30, history) - 0.12 * accounts
               + 2.0 * (REGIONS[region] + PURPOSES[purpose] + HOMES[home])
               - (1.6 if late >= 2 and burden > 0.6 else 0.0) + rng.gauss(0, 0.6))
    repaid = int(rng.random() < 1 / (1 + math.exp(-ability)))
    return [
        "L%05d" % number, sex, age, age_band(age), region, purpose, home, employment, int(round(income, -2)), int(amount),
        term, round((amount / term * 12 + other_debt) / income, 3), round(history, 1), accounts, late, repaid,
    ]


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description="Make the loan data of this example.")
    parser.add_argument("--rows", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", default=os.path.join(here, "data", "loans.csv"))
    args = parser.parse_args()
    rng = random.Random(args.seed)
    os.makedirs(os.path.dirname(os.path.abspath(args.out)), exist_ok=True)
    with open(args.out, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(application(rng, number) for number in range(1, args.rows + 1))
    print("wrote %d applications to %s" % (args.rows, args.out))


if __name__ == "__main__":
    main()
