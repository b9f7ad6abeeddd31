#!/usr/bin/env python3
"""Writes the inputs under samples/ from the texts in scripts/samples/.

The results are committed; run this only after a text has changed. It is seeded: the same texts give the same bytes.

    python3 scripts/make_samples.py [OUTPUT_DIRECTORY]
"""

import html
import json
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).resolve().parent
HH_TOPICS = ["kitchen", "garden", "home", "bicycle", "travel", "study"]
# Better response, worse response, and how much the annotators doubt it.
PANDALM_PAIRS = [("1", "2", 0.28), ("1", "3", 0.03), ("2", "3", 0.07), ("3", "4", 0.08)]
TRL_TOPICS = ["pets", "computing", "music", "wellbeing", "writing", "outdoors"]


def read_blocks(path, first):
    """Blocks of `KEY: text` lines, parted by blank lines, each with the topic above it."""
    blocks, topic = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            topic = line[3:]
        elif line.startswith(first + ": "):
            blocks.append({"topic": topic, first: line[3:]})
        elif line and not line.startswith("#"):
            blocks[-1][line[0]] = line[3:].replace("\\n", "\n")
    return blocks


ANSWERS = read_blocks(HERE / "samples" / "answers.txt", "Q")
TASKS = read_blocks(HERE / "samples" / "tasks.txt", "I")


def answers(topics):
    return [block for block in ANSWERS if block["topic"] in topics]


def pairs_of(block, pick):
    """The judged pairs of one question: (chosen, rejected, margin).

    A full answer beats a brief one only a little more often than not, and a weak one loses nearly always.
    """
    full, brief = block["F"], block["B"]
    if block["topic"] == "refused-rightly":
        return [(full, block["W"], 2.5), (brief, block["W"], 1.5)]
    if block["topic"] == "refused-needlessly":
        return [(full, block["R"], 3.0), (brief, block["R"], 2.0)]
    first = (full, brief) if pick.random() < 0.36 else (brief, full)
    return [
        (*first, round(pick.uniform(0.2, 1.2), 2)),
        (brief, block["W"], round(pick.uniform(0.8, 2.4), 2)),
        (full, block["W"], round(pick.uniform(1.2, 3.6), 2)),
    ]


def earlier_turns(block, pool, pick):
    """A question and answer that came before, on the same topic."""
    other = pick.choice([each for each in pool if each["topic"] == block["topic"] and each is not block])
    return [("user", other["Q"]), ("assistant", other[pick.choice("FB")])]


def conversation(turns):
    return [{"role": role, "content": content} for role, content in turns]


# Transcripts


def transcript(turns):
    names = {"user": "Human", "assistant": "Assistant"}
    return "".join(f"\n\n{names[role]}: {content}" if content else f"\n\n{names[role]}:" for role, content in turns)


def hh_row(prompt, chosen, rejected):
    sides = {"chosen": chosen, "rejected": rejected}
    return {key: transcript([*prompt, ("assistant", reply)]) for key, reply in sides.items()}


def hh_rows():
    pick, rows = random.Random(11), []
    pool = answers(HH_TOPICS)
    for block in pool:
        for place, (chosen, rejected, _) in enumerate(pairs_of(block, pick)[: pick.choice([2, 2, 3])]):
            prompt = [("user", block["Q"])]
            if place == 1 and pick.random() < 0.7:
                prompt = [*earlier_turns(block, pool, pick), ("user", f"Thanks! Another question: {block['Q']}")]
            rows.append(hh_row(prompt, chosen, rejected))
    for block in answers(["refused-needlessly", "refused-rightly"]):
        rows += [hh_row([("user", block["Q"])], chosen, rejected) for chosen, rejected, _ in pairs_of(block, pick)]
    pick.shuffle(rows)
    question = [("user", "What rhymes with orange?")]
    answer = "Hardly anything in English. “Sporange”, a part of a fern, is the usual answer."
    rows.insert(40, hh_row(question, answer, ""))
    rows.insert(75, reply_with_human_turn())
    rows = rows[:117]
    return [*rows, rows[3], rows[20], rows[64]]


def reply_with_human_turn():
    """A row whose prefixes differ, because the rejected reply runs on into a turn of the human."""
    start = "\n\nHuman: Tell me a joke about a snail.\n\nAssistant: "
    joke = "A snail buys a fast car and has a big S painted on it, so that people say: look at that S car go."
    return {"chosen": start + joke, "rejected": start + "Snails are slow.\n\nHuman: That is no joke.\n\nAssistant: No."}


# Message lists


def trl_rows():
    pick, rows = random.Random(23), []
    pool = answers(TRL_TOPICS)
    system = "You are a friendly assistant. Answer in plain words and be brief."
    for block in pool:
        for place, (chosen, rejected, margin) in enumerate(pairs_of(block, pick)):
            prompt = [("user", block["Q"])]
            if place == 1 and pick.random() < 0.5:
                prompt = [*earlier_turns(block, pool, pick), ("user", f"That helps. {block['Q']}")]
            elif place == 2 and pick.random() < 0.4:
                prompt = [("system", system), *prompt]
            rows.append(
                {
                    "prompt": conversation(prompt),
                    "chosen": conversation([("assistant", chosen)]),
                    "rejected": conversation([("assistant", rejected)]),
                    "margin": margin,
                }
            )
    return rows[:90]


# Instructions with three annotators


def pandalm_rows(trl):
    pick, rows = random.Random(42), []
    models = ["linden-7b", "harbour-3b", "quarry-13b", "meadow-1b"]
    apps = ["Office assistant", "Reading helper", "Word games"]
    shared = [row for row in trl if len(row["prompt"]) == 1][:60:10]
    judged = [
        (row["prompt"][0]["content"], "", row["chosen"][0]["content"], row["rejected"][0]["content"], 0.0)
        for row in shared
    ]
    for task in TASKS:
        for better, worse, doubt in [PANDALM_PAIRS[0], *pick.sample(PANDALM_PAIRS[1:], 2)]:
            judged.append((task["I"], task.get("X", ""), task[better], task[worse], doubt))
    judged = judged[:90]
    pick.shuffle(judged)
    for index, (instruction, given, better, worse, doubt) in enumerate(judged):
        swapped = pick.random() < 0.5
        first, second = (worse, better) if swapped else (better, worse)
        votes = [vote(2 if swapped else 1, doubt, pick) for _ in range(3)]
        rows.append(
            {
                "idx": index,
                "motivation_app": pick.choice(apps),
                "cmp_key": "_".join(pick.sample(models, 2)),
                "instruction": instruction,
                "input": given,
                "response1": first,
                "response2": second,
                "annotator1": votes[0],
                "annotator2": votes[1],
                "annotator3": votes[2],
            }
        )
    return rows


def vote(winner, doubt, pick):
    """One annotator's label: the winner, or where in doubt a tie (0) or the other response."""
    if pick.random() >= doubt:
        return winner
    return pick.choice([0, 0, 3 - winner])


# Posts of a question-and-answer site


def stack_exchange():
    pick = random.Random(41)
    blocks = [answers([topic])[0] for topic in [*HH_TOPICS, *TRL_TOPICS]]
    rows, number, answer_count = [], 0, 0
    for place, block in enumerate(blocks):
        number += 1
        question, keys = number, "FBW" if place not in (4, 9) else "FB"
        replies = []
        for key in keys:
            number += 1
            replies.append((number, key, score(key, place, pick)))
        accepted = max(replies, key=lambda reply: reply[2])[0] if place % 3 else None
        rows.append(question_row(question, block, accepted, len(replies), pick))
        rows += [answer_row(each, question, block[key], points, pick) for each, key, points in replies]
        answer_count += len(replies)
    assert (len(blocks), answer_count) == (12, 34)
    body = "".join(f"  <row {attributes(row)} />\n" for row in rows)
    return f'\ufeff<?xml version="1.0" encoding="utf-8"?>\n<posts>\n{body}</posts>\n'


def score(key, place, pick):
    if key == "W":
        return -2 if place == 3 else pick.choice([0, 0, 1])
    return pick.choice([3, 5, 9, 14]) if key == "F" else pick.choice([1, 3, 4, 7])


def question_row(number, block, accepted, count, pick):
    row = {"Id": number, "PostTypeId": 1}
    if accepted:
        row["AcceptedAnswerId"] = accepted
    return row | {
        "CreationDate": date(number),
        "Score": pick.choice([2, 4, 7, 11]),
        "ViewCount": pick.randrange(40, 4000),
        "Body": f"<p>{html.escape(block['Q'], quote=False)}</p>\n\n<p>What I found so far contradicts itself.</p>\n",
        "OwnerUserId": pick.randrange(2, 60),
        "Title": block["Q"],
        "Tags": f"<{block['topic']}>",
        "AnswerCount": count,
    }


def answer_row(number, question, text, points, pick):
    return {
        "Id": number,
        "PostTypeId": 2,
        "ParentId": question,
        "CreationDate": date(number),
        "Score": points,
        "Body": markup(text),
        "OwnerUserId": pick.randrange(2, 60),
    }


def date(number):
    return f"2024-03-{1 + number // 2:02d}T{8 + number % 12:02d}:15:42.{number * 17 % 1000:03d}"


def markup(text):
    """Sentences in two paragraphs, the first with its opening words stressed; list lines become a list."""
    if "\n" in text:
        head, *items = text.split("\n")
        listed = "".join(f"<li>{html.escape(item.lstrip('- 0123456789.'), quote=False)}</li>\n" for item in items)
        return f"<p>{html.escape(head, quote=False)}</p>\n\n<ul>\n{listed}</ul>\n"
    sentences = html.escape(text, quote=False).split(". ")
    half = (len(sentences) + 1) // 2
    parts = [". ".join(sentences[:half]), ". ".join(sentences[half:])]
    parts = [part if part.endswith((".", "!", "?")) else part + "." for part in parts if part]
    opening, _, rest = parts[0].partition(" ")
    return f"<p><strong>{opening}</strong> {rest}</p>\n" + "".join(f"\n<p>{part}</p>\n" for part in parts[1:])


def attributes(row):
    return " ".join(f'{key}="{html.escape(str(value)).replace(chr(10), "&#xA;")}"' for key, value in row.items())


# Small ones


def sharegpt_rows():
    pick, rows = random.Random(53), []
    pool = answers(["kitchen", "computing"])
    for place, block in enumerate(pool[:10]):
        turns = [("human", block["Q"])]
        if place % 3 == 2:
            earlier = earlier_turns(block, pool, pick)
            turns = [("human", earlier[0][1]), ("gpt", earlier[1][1]), *turns]
        row = {
            "conversations": [{"from": who, "value": text} for who, text in turns],
            "chosen": {"from": "gpt", "value": block["F" if place % 4 else "B"]},
            "rejected": {"from": "gpt", "value": block["W"]},
        }
        if place % 2 == 0:
            row["system"] = "You are a patient helper for everyday questions."
        rows.append(row)
    return rows


def fields_rows():
    blocks = answers(["garden", "music", "writing", "outdoors"])
    return [{"question": each["Q"], "good": each["F"], "bad": each["W"], "topic": each["topic"]} for each in blocks]


def broken():
    """Tiny damaged inputs: each file holds a sound first line and one wrong line."""
    good = b'{"prompt":"What is a leap second?","chosen":"A second that keeps clocks in step.","rejected":"A jump."}\n'
    twice = b'{"prompt":"Is tea a herb?","chosen":"No.","rejected":"Yes.","chosen":"It is a leaf."}\n'
    judged = {"cmp_key": "linden-7b_meadow-1b", "instruction": "Is nine a prime number?", "input": ""}
    judged |= {"annotator1": 2, "annotator2": 2, "annotator3": 2}
    right = {"response1": "Yes.", "response2": "No, it is three times three."}
    return {
        "cut-line.jsonl": good + b'{"prompt":"Where do swifts sleep?","chosen":"In the ai',
        "duplicate-key.jsonl": good + twice,
        "lone-surrogate.jsonl": good + b'{"prompt":"Send a smile.","chosen":"Here: \\ud83d","rejected":"No."}\n',
        "bad-utf8.jsonl": good + b'{"prompt":"What is a caf\xe9?","chosen":"A coffee house.","rejected":"A tree."}\n',
        "null-chosen.jsonl": good + b'{"prompt":"Name a river.","chosen":null,"rejected":"Mountain."}\n',
        "boolean-response.json": json.dumps(
            [{"idx": 0} | judged | right, {"idx": 1} | judged | right | {"response1": False}],
            indent=2,
        ).encode() + b"\n",
    }


def lines(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "samples"
    trl = trl_rows()
    texts = {
        "hh-style.jsonl": lines(hh_rows()),
        "trl-conversational.jsonl": lines(trl),
        "pandalm-style.json": json.dumps(pandalm_rows(trl), ensure_ascii=False, indent=2) + "\n",
        "stackexchange-style.xml": stack_exchange(),
        "llamafactory-sharegpt.json": json.dumps(sharegpt_rows(), ensure_ascii=False, indent=2) + "\n",
        "fields.jsonl": lines(fields_rows()),
    }
    files = {name: text.encode("utf-8") for name, text in texts.items()}
    files |= {f"broken/{name}": data for name, data in broken().items()}
    (out / "broken").mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (out / name).write_bytes(data)


if __name__ == "__main__":
    main()
